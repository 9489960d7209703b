using System.Text.Json.Serialization;

namespace Bookinfo;

/// <summary>The shapes of the sample's JSON, generated at compile time so that the services can be native.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Product[]))]
[JsonSerializable(typeof(BookDetails))]
[JsonSerializable(typeof(BookReviews))]
[JsonSerializable(typeof(BookRatings))]
[JsonSerializable(typeof(EchoReply))]
internal sealed partial class Json : JsonSerializerContext;
