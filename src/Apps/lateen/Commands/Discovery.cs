using System.CommandLine;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Lateen.Cli.Discovery;
using Lateen.Config;
using Lateen.Config.Stores;
using Lateen.Core;
using Lateen.Pilot.Push;

namespace Lateen.Cli.Commands;

/// <summary>
/// <c>lateen discovery</c>: the control plane, with istiod's ports. It follows files and a registry folder, computes every proxy's
/// configuration from them, and issues the workloads' certificates.
/// </summary>
internal static class Discovery
{
    static readonly Option<string[]> Files = new("--files")
    {
        Description = "File or folder with the mesh's configuration; may be given several times",
    };

    static readonly Option<string?> Registry = new("--registry")
    {
        Description = "Folder with the Pods, Services and EndpointSlices that run; they win over those of --files",
    };

    static readonly Option<string> State = new("--state") { Description = "Folder of the CA and its keys", Required = true };

    static readonly Option<string> Listen = new("--listen")
    {
        Description = "Address of all ports that don't name one",
        DefaultValueFactory = _ => "0.0.0.0",
    };

    static readonly Option<string> Grpc = Port("--grpcAddr", ":15010", "Plaintext xDS");

    static readonly Option<string> SecureGrpc = Port("--secureGRPCAddr", ":15012", "xDS and the certificate service over TLS");

    static readonly Option<string> Http = Port("--httpAddr", ":8080", "Readiness and debug pages");

    static readonly Option<string> Monitoring = Port("--monitoringAddr", ":15014", "Metrics, version and debug pages");

    static readonly Option<string[]> ServingNames = new("--serving-name")
    {
        Description = "Further name or address that the certificate of the secure port is valid for",
    };

    public static Command Create()
    {
        var command = new Command("discovery", "Run the control plane, on istiod's ports")
        {
            Files, Registry, State, Listen, Grpc, SecureGrpc, Http, Monitoring, ServingNames,
        };
        command.SetAction(RunAsync);
        return command;
    }

    static Option<string> Port(string name, string value, string what) => new(name)
    {
        Description = $"{what}: [ADDRESS]:PORT, empty to switch off",
        DefaultValueFactory = _ => value,
    };

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        DiscoveryOptions options = ReadOptions(parsed);
        TextWriter output = parsed.InvocationConfiguration.Output;
        using var stores = DiscoveryStores.Open(parsed.GetValue(Files) ?? [], parsed.GetValue(Registry));
        using var reporter = new DiagnosticReporter(stores.Store, output);
        using var source = new PilotSource(stores.Store, TimeProvider.System);
        var metrics = new DiscoveryMetrics();
        using var keySets = new KeySetClient(BlockedNetworks());
        await using KeySetFetcher fetcher = FollowKeySets(keySets, source, metrics, output);
        await using DiscoveryServer server = await StartAsync(options, source, stores.Store, metrics, cancellation);
        await output.WriteLineAsync($"lateen discovery is ready: {server.Bound.Describe()}");
        await UntilEndedAsync(cancellation);
        // The caller's token is cancelled by now, and streams deserve their farewell.
        await server.StopAsync(CancellationToken.None);
        return ExitCode.Ok;
    }

    /// <summary>Networks in which no key set is fetched, beside those of the link alone: Istio's setting.</summary>
    static IEnumerable<Cidr> BlockedNetworks()
    {
        const string Name = "BLOCKED_CIDRS_IN_JWKS_URIS";
        foreach (string text in (Environment.GetEnvironmentVariable(Name) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            yield return Cidr.TryParse(text, out Cidr network)
                ? network
                : throw new CommandException($"{Name} has \"{text}\", which is no network such as 10.0.0.0/8");
        }
    }

    static KeySetFetcher FollowKeySets(KeySetClient client, PilotSource source, DiscoveryMetrics metrics, TextWriter output)
    {
        TimeProvider time = TimeProvider.System;
        var fetcher = new KeySetFetcher((wanted, stop) => client.FetchAsync(wanted, time, stop), source.Learn, time, static () => new FullJitterBackoff(Chance()));
        fetcher.Fetched += metrics.KeySetFetched;
        fetcher.Failed += (wanted, why) => output.WriteLine($"the keys of {wanted} could not be fetched: {why}. Until they are, the last ones count, or else its tokens are refused");
        source.Pushed += _ => fetcher.Want(source.WantedKeySets);
        fetcher.Want(source.WantedKeySets);
        return fetcher;
    }

    static Random Chance() => new(RandomNumberGenerator.GetInt32(int.MaxValue));

    static DiscoveryOptions ReadOptions(ParseResult parsed)
    {
        string listen = parsed.GetValue(Listen)!;
        return new DiscoveryOptions
        {
            State = Path.GetFullPath(parsed.GetValue(State)!),
            Grpc = EndPointText.Read(Grpc.Name, parsed.GetValue(Grpc)!, listen),
            SecureGrpc = EndPointText.Read(SecureGrpc.Name, parsed.GetValue(SecureGrpc)!, listen),
            Http = EndPointText.Read(Http.Name, parsed.GetValue(Http)!, listen),
            Monitoring = EndPointText.Read(Monitoring.Name, parsed.GetValue(Monitoring)!, listen),
            ServingNames = parsed.GetValue(ServingNames) ?? [],
        };
    }

    static async Task<DiscoveryServer> StartAsync(
        DiscoveryOptions options, PilotSource source, IConfigStore store, DiscoveryMetrics metrics, CancellationToken cancellation)
    {
        try
        {
            string trustDomain = DiscoveryStores.MeshOf(store.Current).TrustDomain;
            return await DiscoveryServer.StartAsync(options, source, store, trustDomain, TimeProvider.System, cancellation, metrics);
        }
        catch (IOException problem)
        {
            throw new CommandException(problem.Message);
        }
        catch (CryptographicException problem)
        {
            throw new CommandException($"the CA in {options.State} cannot be used: {problem.Message}");
        }
    }

    /// <summary>Waits for SIGTERM, SIGINT or the caller.</summary>
    static async Task UntilEndedAsync(CancellationToken cancellation)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using CancellationTokenRegistration cancelled = cancellation.Register(() => ended.TrySetResult());
        await ended.Task;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ended.TrySetResult();
        }
    }
}
