namespace Lateen.Graph;

/// <summary>What changed in a revision and has something to do when that revision ends.</summary>
interface IRevisionListener
{
    /// <summary>The revision is complete.</summary>
    void Committed(long revision);

    /// <summary>The revision before it is pinned by nobody: its values can go.</summary>
    void Trim();
}
