using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using Lateen.Core.Hashing;
using Lateen.Net.Http;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Http.Router;

/// <summary>
/// The hash of a request by its route's policies (Envoy's HashPolicyImpl), for balancers that send equal hashes to equal hosts. The hash of each policy that has something to
/// hash is mixed into those before it.
/// </summary>
/// <param name="Value">Null: nothing to hash, any host will do.</param>
/// <param name="NewCookie">A set-cookie field for the response, by which the client comes back with the same hash; null: none is due.</param>
readonly record struct RequestHash(ulong? Value, string? NewCookie)
{
    const int LongestOnStack = 64;

    public static RequestHash Of(ImmutableArray<HashPolicy> policies, HttpStream stream)
    {
        ulong? hash = null;
        string? cookie = null;
        foreach (var policy in policies)
        {
            if (One(policy, stream, ref cookie) is { } next)
                hash = hash is { } before ? BitOperations.RotateLeft(before, 1) ^ next : next;
            if (policy.Terminal && hash is not null)
                break;
        }

        return new RequestHash(hash, cookie);
    }

    static ulong? One(HashPolicy policy, HttpStream stream, ref string? cookie) => policy switch
    {
        HashPolicy.Header header => OfHeader(header, stream.Request!),
        HashPolicy.Cookie named => OfCookie(named, stream, ref cookie),
        HashPolicy.SourceAddress => OfText(stream.Info.TrustedClientAddress ?? stream.Info.Connection.RemoteIp),
        HashPolicy.QueryParameter parameter => OfParameter(parameter.Name, stream.Request!.Path),
        _ => null,
    };

    static ulong? OfHeader(HashPolicy.Header header, RequestHead request)
    {
        if (request.Headers.CountOf(header.Name) > 1)
            return OfValues(header.Name, request.Headers);
        return request.TryGet(header.Name, out var value) ? XxHash64.Of(value) : null;
    }

    // In sorted order, so that the order of a client's lines doesn't matter.
    static ulong OfValues(HeaderName name, HeaderTable headers)
    {
        var values = new List<byte[]>();
        foreach (var value in headers.ValuesOf(name))
            values.Add(value.ToArray());
        values.Sort(static (one, other) => one.AsSpan().SequenceCompareTo(other));
        return values.Aggregate(0UL, static (seed, value) => XxHash64.Of(value, seed));
    }

    static ulong? OfCookie(HashPolicy.Cookie policy, HttpStream stream, ref string? cookie)
    {
        var name = Encoding.ASCII.GetBytes(policy.Name);
        foreach (var field in stream.Request!.Headers.ValuesOf(HeaderName.Of(HeaderId.Cookie)))
            if (TryCookie(field, name, out var value))
                return XxHash64.Of(value);
        if (policy.TimeToLive is not { } lifetime)
            return null;
        var connection = stream.Info.Connection;
        var made = XxHash64.Of(Encoding.ASCII.GetBytes(connection.RemoteAddress + connection.LocalAddress)).ToString("x", CultureInfo.InvariantCulture);
        cookie = $"{policy.Name}=\"{made}\"{(lifetime > TimeSpan.Zero ? $"; Max-Age={(long)lifetime.TotalSeconds}" : "")}{(policy.Path.Length > 0 ? "; Path=" + policy.Path : "")}{policy.Attributes}; HttpOnly";
        return OfText(made);
    }

    static bool TryCookie(ReadOnlySpan<byte> field, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        foreach (var range in field.Split((byte)';'))
        {
            var pair = field[range].Trim((byte)' ');
            var equals = pair.IndexOf((byte)'=');
            if (equals < 0 || !pair[..equals].SequenceEqual(name))
                continue;
            value = pair[(equals + 1)..];
            if (value.Length >= 2 && value[0] == '"' && value[^1] == '"')
                value = value[1..^1];
            return true;
        }

        value = default;
        return false;
    }

    static ulong? OfParameter(string name, ReadOnlySpan<byte> path)
    {
        var question = path.IndexOf((byte)'?');
        if (question < 0)
            return null;
        var query = path[(question + 1)..];
        foreach (var range in query.Split((byte)'&'))
        {
            var pair = query[range];
            var equals = pair.IndexOf((byte)'=');
            if ((equals < 0 ? pair : pair[..equals]).SequenceEqual(Encoding.UTF8.GetBytes(name)))
                return XxHash64.Of(equals < 0 ? default : pair[(equals + 1)..]);
        }

        return null;
    }

    static ulong? OfText(string text)
    {
        if (text.Length == 0)
            return null;
        Span<byte> bytes = text.Length <= LongestOnStack ? stackalloc byte[text.Length] : new byte[text.Length];
        Encoding.ASCII.GetBytes(text, bytes);
        return XxHash64.Of(bytes);
    }
}
