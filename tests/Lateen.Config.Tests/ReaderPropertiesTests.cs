using System.Text;
using CsCheck;
using Google.Protobuf;
using Lateen.Config.Reading;
using Lateen.Core;
using Lateen.Testing;

namespace Lateen.Config.Tests;

public sealed class ReaderPropertiesTests
{
    static readonly string[] Seeds = [.. Directory
        .EnumerateFiles(Repository.PathOf("tests/Lateen.Config.Tests/cases"), "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    static readonly string[] Pieces = ["\n---\n", ": ", "- ", "{", "}", "[", "]", "\"", "'", "|", ">", "&a ", "*a", "<<: *a", "#", "\t", "  ", "\n", "!!str ", "? ", "%YAML 9\n", "null", "1", "\0", "é", "\uD800", "...\n", ","];

    public static TheoryData<string> ProtobufKinds => [.. Kinds.All.Where(kind => kind.SpecType.IsAssignableTo(typeof(IMessage))).Select(kind => kind.Name)];

    /// <summary>Google's own formatter is the judge of what proto-JSON is.</summary>
    [Theory]
    [MemberData(nameof(ProtobufKinds))]
    public void Every_message_is_read_back_from_its_json(string name)
    {
        var type = ((IMessage)Activator.CreateInstance(Kinds.Find(name)!.SpecType)!).Descriptor;
        Gen.Int.Sample(seed =>
        {
            var expected = new RandomMessage(new Random(seed)).Make(type, 4);
            var context = new ReadContext("json", "default");
            var tree = Assert.Single(YamlTreeReader.Read(JsonFormatter.Default.Format(expected), 0, context));
            var actual = type.Parser.ParseFrom(ByteString.Empty);
            new ProtoReader(context).Read(tree, actual, "spec");
            Assert.Empty(context.Diagnostics());
            Assert.Equal(expected, actual);
        }, iter: 200);
    }

    [Fact]
    public void Mutated_manifests_never_throw_and_every_diagnostic_has_a_line() =>
        Gen.Select(Gen.Int[0, Seeds.Length - 1], Gen.Select(Gen.Double.Unit, Gen.Int[0, 3], Gen.Int[0, Pieces.Length - 1], Gen.Int[1, 40]).Array[1, 6])
            .Sample((seed, edits) => Check(edits.Aggregate(Seeds[seed], (text, edit) => Mutate(text, edit.Item1, edit.Item2, Pieces[edit.Item3], edit.Item4))), iter: 3000);

    [Fact]
    public void Random_bytes_never_throw_and_every_diagnostic_has_a_line() =>
        Gen.Byte.Array[0, 300].Sample(bytes => Check(Encoding.UTF8.GetString(bytes)), iter: 3000);

    [Fact]
    public void Random_punctuation_never_throws_and_every_diagnostic_has_a_line() =>
        Gen.Int[0, Pieces.Length - 1].Array[0, 60].Sample(indexes => Check(string.Concat(indexes.Select(index => Pieces[index]))), iter: 3000);

    [Fact]
    public void Deep_nesting_is_refused_with_its_place()
    {
        var result = ConfigReader.Read("deep.yaml", new string('[', 100_000));
        Assert.Equal(DiagnosticCode.TooLarge, Assert.Single(result.Diagnostics).Code);
        Assert.False(result.IsComplete);
    }

    [Fact]
    public void Aliases_that_multiply_are_refused()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
            text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        var result = ConfigReader.Read("bomb.yaml", text.ToString());
        Assert.Equal(DiagnosticCode.TooLarge, Assert.Single(result.Diagnostics).Code);
    }

    [Fact]
    public void A_text_beyond_the_limit_is_refused()
    {
        var result = ConfigReader.Read("huge.yaml", new string('#', YamlLimits.Characters + 1));
        Assert.Equal(DiagnosticCode.TooLarge, Assert.Single(result.Diagnostics).Code);
    }

    [Fact]
    public void More_problems_than_are_shown_are_counted()
    {
        var text = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"  unknown{i}: 1\n"));
        var result = ConfigReader.Read("many.yaml", text);
        Assert.Equal(YamlLimits.Diagnostics + 1, result.Diagnostics.Length);
        Assert.Contains(result.Diagnostics, diagnostic => diagnostic.Message.Contains("more problems than are shown"));
    }

    [Fact]
    public void No_message_quotes_a_secret()
    {
        var result = ConfigReader.Read("secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {k: hunter2!}\nstringData: {l: [hunter2]}\n");
        Assert.NotEmpty(result.Diagnostics);
        Assert.DoesNotContain(result.Diagnostics, diagnostic => diagnostic.ToString().Contains("hunter2"));
    }

    static string Mutate(string text, double where, int how, string piece, int length)
    {
        var at = (int)(where * text.Length);
        var end = Math.Min(text.Length, at + length);
        return how switch
        {
            0 => string.Concat(text.AsSpan(0, at), piece, text.AsSpan(at)),
            1 => string.Concat(text.AsSpan(0, at), text.AsSpan(end)),
            2 => string.Concat(text.AsSpan(0, end), text.AsSpan(at)),
            _ => string.Concat(text.AsSpan(0, at), piece, text.AsSpan(end)),
        };
    }

    static void Check(string text)
    {
        var result = ConfigReader.Read("case.yaml", text);
        var lines = text.Count(character => character is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029') + 1;
        foreach (var diagnostic in result.Diagnostics)
        {
            Assert.NotNull(diagnostic.Location);
            Assert.InRange(diagnostic.Location.Value.Line, 1, lines + 1);
        }

        foreach (var item in result.Objects)
            Assert.InRange(result.Sources.Locate(item.Ref, "metadata.name")!.Value.Line, 1, lines);
    }
}
