namespace Lateen.Proxy.Clusters;

/// <summary>A source of chance, injected so that tests own it. Belongs to one worker.</summary>
public interface IRandom
{
    /// <summary>Any of the 2^64 values.</summary>
    ulong Next();
}
