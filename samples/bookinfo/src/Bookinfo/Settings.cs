using System.Globalization;

namespace Bookinfo;

/// <summary>What a service reads from its environment; the names are those of Istio's own sample where it has one.</summary>
internal sealed record Settings(string Address, int Port, string PodName, Uri Details, Uri Reviews, Uri Ratings, Uri Target, double RequestsPerSecond)
{
    public static Settings FromEnvironment() => new(
        Text("BIND_ADDRESS", "*"), Number("PORT", 9080), Text("HOSTNAME", Environment.MachineName),
        Service("DETAILS", "details"), Service("REVIEWS", "reviews"), Service("RATINGS", "ratings"),
        new Uri(Text("TARGET", "http://istio-ingressgateway.istio-system/productpage")),
        double.Parse(Text("REQUESTS_PER_SECOND", "30"), CultureInfo.InvariantCulture));

    static Uri Service(string name, string host) => new($"http://{Text($"{name}_HOSTNAME", host)}:{Number($"{name}_SERVICE_PORT", 9080)}/");

    static int Number(string name, int otherwise) => int.Parse(Text(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    static string Text(string name, string otherwise) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;
}
