namespace Lateen.Cli.Discovery;

/// <summary>The sentences that the control plane logs.</summary>
internal static partial class DiscoveryLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "ADS: {Connection} connected from {Address} {Identities}")]
    public static partial void Connected(this ILogger log, string connection, string address, string identities);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "ADS: {Connection} disconnected")]
    public static partial void Disconnected(this ILogger log, string connection);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "ADS: {Connection} is sent away: {Reason}")]
    public static partial void Refused(this ILogger log, string connection, string reason);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "ADS: {Connection} rejects {Type}: {Reason}")]
    public static partial void Rejected(this ILogger log, string type, string connection, string reason);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "{Service}: a caller from {Address} is not authenticated: {Reason}")]
    public static partial void NotAuthenticated(this ILogger log, string service, string address, string reason);

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "CA: signed a certificate of {Identity} for {Address}")]
    public static partial void Signed(this ILogger log, string identity, string address);

    [LoggerMessage(EventId = 7, Level = LogLevel.Warning, Message = "CA: did not sign for {Identity} at {Address}: {Reason}")]
    public static partial void NotSigned(this ILogger log, string identity, string address, string reason);

    [LoggerMessage(EventId = 8, Level = LogLevel.Warning, Message = "SDS: {Connection} gets no {Names}: {Reason}")]
    public static partial void NoSecret(this ILogger log, string connection, string names, string reason);
}
