using Google.Protobuf;
using Lateen.Proxy.Listeners;

namespace Lateen.Proxy.Config.Translation;

/// <summary>A listener with the bytes that its filter chains were made from.</summary>
sealed record TranslatedListener(ListenerConfig Config, TrafficDirection Direction, IReadOnlyDictionary<ByteString, FilterChainConfig> Chains);
