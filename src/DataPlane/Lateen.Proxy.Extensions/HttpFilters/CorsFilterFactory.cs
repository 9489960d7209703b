using System.Text;
using Lateen.Net.Http;
using Lateen.Proxy.Http;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>Makes CORS filters, which do nothing where the route has no policy or answers by itself.</summary>
sealed class CorsFilterFactory(string name) : IHttpFilterFactory
{
    public string Name { get; } = name;

    public bool IsTerminal => false;

    public IHttpFilter Create() => new Filter();

    sealed class Filter : HttpFilter
    {
        static readonly HeaderName RequestPrivateNetwork = HeaderName.Of("access-control-request-private-network");

        CorsConfig? policy;
        string origin = "";
        bool isMatched;

        public override FilterHeadersStatus DecodeHeaders(RequestHead request, bool endStream)
        {
            if (Callbacks.RouteConfig<CorsConfig>() is not { } found || Callbacks.Cluster is null || !request.Headers.TryGet(HeaderId.Origin, out var from) || from.IsEmpty)
                return FilterHeadersStatus.Continue;
            if (!found.Enabled.Contains(Callbacks.NextRandom()))
                return FilterHeadersStatus.Continue;
            policy = found;
            isMatched = found.Matches(from);
            origin = isMatched ? Encoding.Latin1.GetString(from) : "";
            if (!IsPreflight(request) || (!isMatched && found.ForwardUnmatchedPreflights))
                return FilterHeadersStatus.Continue;
            Callbacks.SendLocalReply(new LocalReply(200, default, "cors_response") { Headers = [.. PreflightFields(found, request)] });
            return FilterHeadersStatus.StopIteration;
        }

        public override FilterHeadersStatus EncodeHeaders(ResponseHead response, bool endStream)
        {
            if (!isMatched || policy is null)
                return FilterHeadersStatus.Continue;
            response.Headers.Set(HeaderId.AccessControlAllowOrigin, Encoding.Latin1.GetBytes(origin));
            if (policy.AllowCredentials)
                response.Headers.Set(HeaderId.AccessControlAllowCredentials, "true"u8);
            if (policy.ExposeHeaders.Length > 0)
                response.Headers.Set(HeaderId.AccessControlExposeHeaders, Encoding.Latin1.GetBytes(policy.ExposeHeaders));
            return FilterHeadersStatus.Continue;
        }

        public override void OnStreamEnd()
        {
            policy = null;
            origin = "";
            isMatched = false;
            base.OnStreamEnd();
        }

        static bool IsPreflight(RequestHead request) => request.Method.SequenceEqual("OPTIONS"u8) && !request.Headers.Get(HeaderId.AccessControlRequestMethod).IsEmpty;

        /// <summary>Allowed origin, credentials and exposed fields come with every response of a matching origin, so not here.</summary>
        IEnumerable<KeyValuePair<string, string>> PreflightFields(CorsConfig found, RequestHead request)
        {
            if (found.AllowMethods.Length > 0)
                yield return new("access-control-allow-methods", found.AllowMethods);
            if (found.AllowHeaders.Length > 0)
                yield return new("access-control-allow-headers", found.AllowHeaders);
            if (found.MaxAge.Length > 0)
                yield return new("access-control-max-age", found.MaxAge);
            if (!isMatched && found.AllowCredentials)
                yield return new("access-control-allow-credentials", "true");
            if (isMatched && found.AllowPrivateNetwork && request.Headers.Contains(RequestPrivateNetwork))
                yield return new("access-control-allow-private-network", "true");
        }
    }
}
