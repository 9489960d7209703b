namespace Lateen.Proxy.Matching;

/// <summary>
/// A condition on one request header (envoy.config.route.v3.HeaderMatcher). Lines of a repeated header are tested one by one.
/// A condition on the value of an absent header is false, inverted or not, unless <see cref="TreatMissingAsEmpty"/>.
/// </summary>
/// <param name="Name">Lower case. `host` is read as `:authority`; `:method`, `:path` (with query), `:authority`, `:scheme` work.</param>
/// <param name="Value">The condition; <see cref="HeaderValueMatcher.Present"/> when the configuration gives none.</param>
public sealed record HeaderMatcher(string Name, HeaderValueMatcher Value, bool Invert = false, bool TreatMissingAsEmpty = false);
