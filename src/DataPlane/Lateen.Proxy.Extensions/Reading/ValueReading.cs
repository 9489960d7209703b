using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using Envoy.Config.Core.V3;
using Envoy.Type.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Lateen.Net;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Routing;
using SocketAddress = Envoy.Config.Core.V3.SocketAddress;

namespace Lateen.Proxy.Extensions.Reading;

/// <summary>Readers of the small messages that all others are made of.</summary>
public static class ValueReading
{
    /// <summary>A duration, or <paramref name="otherwise"/> when it is absent. Negative ones are refused; those beyond 290 years are cut.</summary>
    public static TimeSpan Read(this Duration? duration, TimeSpan otherwise, FieldPath at)
    {
        if (duration is null)
            return otherwise;
        if (duration.Seconds < 0 || duration.Nanos is < 0 or > 999_999_999)
        {
            at.Fail("Invalid duration: Expected non-negative duration");
            return otherwise;
        }

        // Istio writes 9223372035s for "never"; nanoseconds of the loop must hold it.
        var seconds = Math.Min(duration.Seconds, 9_000_000_000);
        return new TimeSpan((seconds * TimeSpan.TicksPerSecond) + (duration.Nanos / 100));
    }

    /// <summary>A duration that may be absent.</summary>
    public static TimeSpan? ReadOptional(this Duration? duration, FieldPath at) => duration is null ? null : duration.Read(default, at);

    /// <summary>An address of a socket; a DNS name is not one.</summary>
    public static NetAddress Read(this Address? address, FieldPath at)
    {
        switch (address?.AddressCase)
        {
            case Address.AddressOneofCase.SocketAddress:
                return Read(address.SocketAddress, at["socket_address"]);
            case Address.AddressOneofCase.Pipe:
                return NetAddress.Unix(address.Pipe.Path);
            case Address.AddressOneofCase.EnvoyInternalAddress:
                return NetAddress.Internal(address.EnvoyInternalAddress.ServerListenerName);
            default:
                at.Fail("an address is needed");
                return default;
        }
    }

    /// <summary>A socket address with an IP and a port number.</summary>
    public static NetAddress Read(this SocketAddress address, FieldPath at)
    {
        if (address.Protocol == SocketAddress.Types.Protocol.Udp)
            at.FailUnsupported("UDP");
        if (address.PortSpecifierCase == SocketAddress.PortSpecifierOneofCase.NamedPort)
            at["named_port"].FailUnsupported("a port by name");
        if (NetAddress.TryParse(address.Address, (ushort)Math.Min(address.PortValue, ushort.MaxValue), out var read))
            return read;
        at["address"].Fail($"malformed IP address: {address.Address}. Consider setting resolver_name or setting cluster type to 'STRICT_DNS' or 'LOGICAL_DNS'");
        return default;
    }

    /// <summary>CIDR ranges.</summary>
    public static ImmutableArray<Cidr> Read(this IReadOnlyList<CidrRange> ranges, FieldPath at, string field)
    {
        var read = ImmutableArray.CreateBuilder<Cidr>(ranges.Count);
        for (var i = 0; i < ranges.Count; i++)
        {
            var (prefix, length) = (ranges[i].AddressPrefix, (int?)ranges[i].PrefixLen);
            if (IPAddress.TryParse(prefix, out var address) && (length ?? 0) <= (address.GetAddressBytes().Length * 8))
                read.Add(Cidr.Of(address, length ?? 0));
            else
                at[field, i].Fail($"invalid ip/mask combo '{prefix}/{length ?? 0}' (format is <ip>/<# mask bits>)");
        }

        return read.ToImmutable();
    }

    /// <summary>Metadata; what is typed_filter_metadata only is not kept.</summary>
    public static Matching.Metadata Read(this Envoy.Config.Core.V3.Metadata? metadata) =>
        metadata is null || metadata.FilterMetadata.Count == 0
            ? Matching.Metadata.Empty
            : new(metadata.FilterMetadata.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.Read()));

    /// <summary>A struct.</summary>
    public static MetadataValue.StructValue Read(this Struct source) =>
        new(source.Fields.ToFrozenDictionary(field => field.Key, field => Read(field.Value)));

    /// <summary>A fraction, given a share for absence.</summary>
    public static Fraction Read(this FractionalPercent? percent, Fraction otherwise) => percent is null
        ? otherwise
        : new(percent.Numerator, percent.Denominator switch
        {
            FractionalPercent.Types.DenominatorType.TenThousand => 10_000,
            FractionalPercent.Types.DenominatorType.Million => 1_000_000,
            _ => 100,
        });

    /// <summary>A source of bytes: inline, or a file read now. Secrets are read this way too, so errors never quote contents.</summary>
    public static ReadOnlyMemory<byte> Read(this DataSource? source, FieldPath at)
    {
        switch (source?.SpecifierCase)
        {
            case DataSource.SpecifierOneofCase.InlineBytes:
                return source.InlineBytes.Memory;
            case DataSource.SpecifierOneofCase.InlineString:
                return System.Text.Encoding.UTF8.GetBytes(source.InlineString);
            case DataSource.SpecifierOneofCase.Filename:
                return ReadFile(source.Filename, at["filename"]);
            case DataSource.SpecifierOneofCase.EnvironmentVariable:
                at["environment_variable"].FailUnsupported("reading an environment variable");
                return default;
            default:
                return default;
        }
    }

    static ReadOnlyMemory<byte> ReadFile(string path, FieldPath at)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            at.Fail($"Invalid path: {path} ({failure.Message})");
            return default;
        }
    }

    static MetadataValue Read(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.BoolValue => new MetadataValue.BoolValue(value.BoolValue),
        Value.KindOneofCase.NumberValue => new MetadataValue.NumberValue(value.NumberValue),
        Value.KindOneofCase.StringValue => new MetadataValue.StringValue(value.StringValue),
        Value.KindOneofCase.ListValue => new MetadataValue.ListValue([.. value.ListValue.Values.Select(Read)]),
        Value.KindOneofCase.StructValue => value.StructValue.Read(),
        _ => MetadataValue.Null,
    };
}
