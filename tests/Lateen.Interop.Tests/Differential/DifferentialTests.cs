namespace Lateen.Interop.Tests.Differential;

/// <summary>The same configuration, from our control plane, and the same requests, to real Envoy and to our proxy: both do what the case expects.</summary>
public sealed class DifferentialTests(Corpus corpus) : IClassFixture<Corpus>
{
    public static TheoryData<string, string> Cases =>
        [.. from one in DifferentialCase.All from proxy in (string[])["Envoy", "lateen-proxy"] select new TheoryDataRow<string, string>(one.Name, proxy)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Requests_end_as_the_case_expects(string name, string proxy)
    {
        Assert.SkipWhen(corpus.WhyNot is not null, corpus.WhyNot ?? "");
        var one = DifferentialCase.All.Single(candidate => candidate.Name == name);

        var wrong = one.Exchanges.Zip(corpus.Of(proxy, one)).SelectMany(pair => pair.First.Compare(pair.Second).Select(difference => $"{pair.First.Line}\n    {difference}"));

        var text = string.Join('\n', wrong);
        Assert.True(text.Length == 0, text);
    }
}
