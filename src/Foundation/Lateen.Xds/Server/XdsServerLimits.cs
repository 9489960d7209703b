namespace Lateen.Xds.Server;

/// <summary>Bounds on what one client can make the server keep or wait for.</summary>
public sealed record XdsServerLimits
{
    public static readonly XdsServerLimits Default = new();

    /// <summary>Types watched on one stream.</summary>
    public int Types { get; init; } = 64;

    /// <summary>Names subscribed in one type.</summary>
    public int NamesPerType { get; init; } = 200_000;

    /// <summary>How long a push waits for the answers to the one before it.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
