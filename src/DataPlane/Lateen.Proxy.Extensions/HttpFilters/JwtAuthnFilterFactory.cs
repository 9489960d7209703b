using System.Text;
using Lateen.Net.Http;
using Lateen.Proxy.Extensions.Jwt;
using Lateen.Proxy.Http;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>Makes filters that check tokens, leave what they say to later filters, and answer requests whose tokens are wrong.</summary>
sealed class JwtAuthnFilterFactory(string name, JwtAuthnConfig config) : IHttpFilterFactory
{
    public string Name { get; } = name;

    public bool IsTerminal => false;

    public IHttpFilter Create() => new Filter(config);

    sealed class Filter(JwtAuthnConfig config) : HttpFilter
    {
        /// <summary>Envoy's limit of the path in a realm, in bytes.</summary>
        const int RealmPathLimit = 256;

        readonly JwtEvaluation evaluation = new(config.Stats);

        public override FilterHeadersStatus DecodeHeaders(RequestHead request, bool endStream)
        {
            if (config.BypassCorsPreflight && IsPreflight(request))
            {
                Callbacks.Worker.Stats.Increment(config.Stats.CorsPreflightBypassed);
                return FilterHeadersStatus.Continue;
            }

            var (requirement, refusal) = Required(request);
            if (refusal is not null)
                return Refuse(refusal);
            return requirement is null ? Allow() : Check(requirement, request);
        }

        public override void OnStreamEnd()
        {
            evaluation.Clear();
            base.OnStreamEnd();
        }

        static bool IsPreflight(RequestHead request) => request.Method.SequenceEqual("OPTIONS"u8)
            && !request.Headers.Get(HeaderId.Origin).IsEmpty && !request.Headers.Get(HeaderId.AccessControlRequestMethod).IsEmpty;

        (JwtRequirement? Requirement, LocalReply? Refusal) Required(RequestHead request)
        {
            if (Callbacks.RouteConfig<JwtAuthnRouteConfig>() is { } route)
            {
                if (route.Disabled)
                    return (null, null);
                // Whoever named it wanted something to be required.
                return config.Named.TryGetValue(route.Requirement, out var named) ? (named, null)
                    : (null, LocalReply.Text(403, $"Failed JWT authentication: wrong requirement_name: {route.Requirement}.", "jwt_authn_access_denied{wrong_requirement_name}"));
            }

            var path = PathOf(request.Path);
            foreach (var rule in config.Rules)
            {
                if (rule.Path.IsMatch(path, rule.CaseSensitive, out _) && Match(rule, request))
                    return (rule.Requirement, null);
            }

            return (null, null);
        }

        static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> path) => path.IndexOfAny((byte)'?', (byte)'#') is >= 0 and var end ? path[..end] : path;

        static bool Match(JwtAuthnConfig.Rule rule, RequestHead request)
        {
            var view = new RequestView(request);
            foreach (var header in rule.Headers)
            {
                if (!header.IsMatch(view))
                    return false;
            }

            return true;
        }

        FilterHeadersStatus Check(JwtRequirement requirement, RequestHead request)
        {
            foreach (var provider in requirement.Providers)
                RemoveOutputs(provider, request);
            var seconds = (ulong)Math.Max(0, Callbacks.StreamInfo.StartWall.ToUnixTimeSeconds());
            var status = evaluation.Run(requirement, request, Callbacks.Worker, seconds);
            if (status != JwtStatus.Ok)
                return Refuse(Refusal(status, request));
            var clear = false;
            foreach (var accepted in evaluation.Accepted)
            {
                accepted.Apply(request, Callbacks.StreamInfo);
                clear |= accepted.Provider.ClearRouteCache;
            }

            if (clear)
                Callbacks.ClearRouteCache();
            return Allow();
        }

        /// <summary>What only tokens may say must not be said by the client.</summary>
        static void RemoveOutputs(JwtProvider provider, RequestHead request)
        {
            if (provider.PayloadHeader is { } payload)
                request.Headers.Remove(payload);
            foreach (var claim in provider.ClaimHeaders)
                request.Headers.Remove(claim.Name);
        }

        FilterHeadersStatus Allow()
        {
            Callbacks.Worker.Stats.Increment(config.Stats.Allowed);
            return FilterHeadersStatus.Continue;
        }

        FilterHeadersStatus Refuse(LocalReply reply)
        {
            Callbacks.Worker.Stats.Increment(config.Stats.Denied);
            Callbacks.SendLocalReply(reply);
            return FilterHeadersStatus.StopIteration;
        }

        LocalReply Refusal(JwtStatus status, RequestHead request)
        {
            var code = status == JwtStatus.AudienceNotAllowed ? 403 : 401;
            if (config.StripFailureResponse)
                return new LocalReply(code, default, status.Details());
            var error = status == JwtStatus.Missing ? "" : ", error=\"invalid_token\"";
            return LocalReply.Text(code, status.Body(), status.Details()) with { Headers = [new("www-authenticate", $"Bearer realm=\"{Realm(request)}\"{error}")] };
        }

        static string Realm(RequestHead request)
        {
            var path = request.Path.Length > RealmPathLimit ? request.Path[..RealmPathLimit] : request.Path;
            return $"{Encoding.Latin1.GetString(request.Scheme)}://{Encoding.Latin1.GetString(request.Authority)}{Encoding.Latin1.GetString(path)}";
        }
    }
}
