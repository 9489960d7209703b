namespace Lateen.Interop.Tests.Differential;

/// <summary>What became of one request.</summary>
/// <param name="Status">0 when the connection ended without a response.</param>
/// <param name="Headers">Of the response; lines of one name joined by ",".</param>
/// <param name="Instance">Which application answered; "-" when it was the proxy.</param>
/// <param name="Path">The path that the last application asked saw.</param>
/// <param name="UpstreamHeaders">Of the request there.</param>
/// <param name="Attempts">How many requests reached applications.</param>
/// <param name="Log">What the access log says; null until it has been read.</param>
sealed record Outcome(
    int Status, IReadOnlyDictionary<string, string> Headers, string Instance, string Path, IReadOnlyDictionary<string, string> UpstreamHeaders, int Attempts, LogLine? Log);
