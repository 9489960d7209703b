namespace Lateen.Local.Metrics;

/// <summary>One line of Prometheus' text format.</summary>
/// <param name="Series">Name and labels as written: the identity of the series.</param>
internal readonly record struct Sample(string Series, string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string this[string label] => Labels.GetValueOrDefault(label, "");
}
