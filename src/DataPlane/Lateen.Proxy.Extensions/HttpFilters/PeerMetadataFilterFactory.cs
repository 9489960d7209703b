using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Extensions.Peers;
using Lateen.Proxy.Http;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>Takes peer data from headers, and tells our own. Both headers never pass on as they came.</summary>
sealed class PeerMetadataFilterFactory(string name) : IHttpFilterFactory
{
    static readonly HeaderName Data = HeaderName.Of("x-envoy-peer-metadata");
    static readonly HeaderName Identity = HeaderName.Of("x-envoy-peer-metadata-id");

    public string Name { get; } = name;

    public bool IsTerminal => false;

    public bool DiscoversDownstream { get; init; }

    public bool DiscoversUpstream { get; init; }

    public bool TellsDownstream { get; init; }

    public bool TellsUpstream { get; init; }

    public bool SkipsExternalClusters { get; init; }

    /// <summary>Base64 of what we tell.</summary>
    public required byte[] Told { get; init; }

    /// <summary>Our node id.</summary>
    public required byte[] Id { get; init; }

    public IHttpFilter Create() => new Filter(this);

    sealed class Filter(PeerMetadataFilterFactory config) : HttpFilter
    {
        bool _clientTold;

        public override FilterHeadersStatus DecodeHeaders(RequestHead request, bool endStream)
        {
            _clientTold = request.Headers.Contains(Data) || request.Headers.Contains(Identity);
            if (config.DiscoversDownstream)
                Discover(request.Headers, WorkloadPeer.DownstreamKey);
            Strip(request.Headers);
            if (config.TellsUpstream && !Skips(Callbacks.Cluster))
                Tell(request.Headers);
            return FilterHeadersStatus.Continue;
        }

        public override FilterHeadersStatus EncodeHeaders(ResponseHead response, bool endStream)
        {
            if (config.DiscoversUpstream)
                Discover(response.Headers, WorkloadPeer.UpstreamKey);
            Strip(response.Headers);
            if (config.TellsDownstream && _clientTold)
                Tell(response.Headers);
            return FilterHeadersStatus.Continue;
        }

        public override void OnStreamEnd()
        {
            _clientTold = false;
            base.OnStreamEnd();
        }

        void Discover(HeaderTable headers, string key)
        {
            if (headers.TryGet(Data, out var value) && Callbacks.Worker.State<PeerCache>().Find(value) is { } peer)
                Callbacks.StreamInfo.SetState(key, peer);
        }

        void Tell(HeaderTable headers)
        {
            headers.Set(Data, config.Told);
            headers.Set(Identity, config.Id);
        }

        static void Strip(HeaderTable headers)
        {
            headers.Remove(Data);
            headers.Remove(Identity);
        }

        bool Skips(ClusterConfig? cluster)
        {
            if (cluster is null)
                return false;
            if (cluster.Metadata.Find("istio", "disable_mx") is MetadataValue.BoolValue { Value: true })
                return true;
            return config.SkipsExternalClusters
                && (cluster.Name == "PassthroughCluster" || cluster.Metadata.Find("istio", "external") is MetadataValue.BoolValue { Value: true });
        }
    }
}
