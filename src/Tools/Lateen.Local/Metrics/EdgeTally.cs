namespace Lateen.Local.Metrics;

/// <summary>
/// What both ends of an edge say about it. The client's proxy measures what the client saw; only the server's proxy knows whether the
/// client proved who it is.
/// </summary>
internal sealed class EdgeTally
{
    public End Client { get; } = new();

    public End Server { get; } = new();

    /// <summary>Completed TLS handshakes, where a proxy counts only those.</summary>
    public double Handshakes { get; set; }

    public string SourceIdentity { get; set; } = "";

    public string DestinationIdentity { get; set; } = "";

    public Edge ToEdge(EdgeKey key)
    {
        // A client without a proxy leaves no numbers of its own.
        var end = Client.Requests > 0 ? Client : Server;
        return new Edge(key.Source, SourceIdentity, key.Destination, DestinationIdentity, key.Version, (long)end.Requests, (long)end.Errors,
            Server.Requests > 0 ? Server.MutualTls >= Server.Requests : Handshakes > 0, end.Durations.Quantile(0.5), end.Durations.Quantile(0.99));
    }

    internal sealed class End
    {
        public double Requests { get; set; }

        public double Errors { get; set; }

        public double MutualTls { get; set; }

        public Histogram Durations { get; } = new();
    }
}
