namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>What one worker has of a provider: keys and verified tokens.</summary>
sealed class ProviderState(JwtProvider provider)
{
    /// <summary>Made from the provider's text, since keys are not thread-safe.</summary>
    public JsonWebKeySet Keys { get; } = JsonWebKeySet.Read(provider.KeySet.Span);

    public TokenCache Cache { get; } = new(provider.CacheSize, provider.CachedTokenSize);
}
