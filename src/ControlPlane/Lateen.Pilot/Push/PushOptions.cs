namespace Lateen.Pilot.Push;

/// <summary>How long changes are gathered before they are pushed.</summary>
/// <param name="Quiet">A push begins when nothing has changed for so long.</param>
/// <param name="Longest">A push begins at the latest so long after the first change.</param>
public sealed record PushOptions(TimeSpan Quiet, TimeSpan Longest)
{
    /// <summary>As Istio: 100 ms and 10 s.</summary>
    public static readonly PushOptions Istio = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));

    /// <summary>For a mesh on one machine, where a person waits for an edit to show: 20 ms and 500 ms.</summary>
    public static readonly PushOptions Local = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(500));
}
