using System.Collections.Immutable;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Proxy.Authorization;
using Lateen.Proxy.Extensions.Rbac;
using Lateen.Proxy.Http;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>Makes RBAC filters. Every answer to what is refused is made in advance.</summary>
sealed class RbacFilterFactory(string name, RbacEngine engine) : IHttpFilterFactory
{
    const int Forbidden = 403;

    readonly ImmutableArray<LocalReply> refusals = [.. engine.RefusalDetails.Select(details => LocalReply.Text(Forbidden, "RBAC: access denied", details))];

    public string Name { get; } = name;

    public bool IsTerminal => false;

    public IHttpFilter Create() => new Filter(engine, refusals);

    sealed class Filter(RbacEngine engine, ImmutableArray<LocalReply> refusals) : HttpFilter
    {
        string? clientText;
        NetAddress client;

        public override FilterHeadersStatus DecodeHeaders(RequestHead request, bool endStream)
        {
            var info = Callbacks.StreamInfo;
            var subject = new RbacSubject(new RequestView(request), info, Client(info.TrustedClientAddress, info.Connection.Remote));
            if (engine.Allows(subject, info, Callbacks.Worker.Stats, out var refusal))
                return FilterHeadersStatus.Continue;
            Callbacks.SendLocalReply(refusals[refusal]);
            return FilterHeadersStatus.StopIteration;
        }

        /// <summary>A client named in x-forwarded-for is read once for a run of its requests.</summary>
        NetAddress Client(string? trusted, in NetAddress peer)
        {
            if (trusted is null)
                return peer;
            if (trusted != clientText)
                (clientText, client) = (trusted, NetAddress.TryParse(trusted, 0, out var parsed) ? parsed : default);
            return client;
        }
    }
}
