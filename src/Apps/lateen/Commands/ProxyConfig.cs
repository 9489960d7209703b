using System.CommandLine;
using System.Text.Json;
using Lateen.Cli.Dumps;
using Lateen.Cli.Proxies;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen proxy-config</c>: what a proxy has been told, in istioctl's tables.</summary>
internal static class ProxyConfig
{
    const string DumpPath = "/config_dump", ClustersPath = "/clusters?format=json";

    public static Command Create() => Create(new LocalProxySource(), TimeProvider.System);

    internal static Command Create(IProxySource proxies, TimeProvider time)
    {
        var command = new Command("proxy-config", "Show what a proxy has been told");
        command.Aliases.Add("pc");
        command.Subcommands.Add(Clusters(proxies));
        command.Subcommands.Add(Endpoints(proxies));
        command.Subcommands.Add(Listeners(proxies));
        command.Subcommands.Add(Routes(proxies));
        command.Subcommands.Add(Secrets(proxies, time));
        return command;
    }

    static Command Clusters(IProxySource proxies)
    {
        Option<string?> host = Filter("--fqdn", "Only clusters whose host has this in its name"), subset = Filter("--subset", "Only clusters of this subset"),
            direction = Filter("--direction", "Only inbound or outbound clusters");
        var port = Port();
        var command = Subcommand("clusters", ["cluster", "c"], "Show a proxy's clusters", host, port, subset, direction);
        return Run(command, DumpPath, proxies, (parsed, body, source) =>
        {
            var shown = ConfigDump.Parse(body, source).Clusters.Where(cluster =>
            {
                var key = ClusterTable.Key.Of(cluster);
                return key.Host.Contains(parsed.GetValue(host) ?? "", StringComparison.Ordinal) && key.Subset.Contains(parsed.GetValue(subset) ?? "", StringComparison.Ordinal)
                    && key.Direction.Contains(parsed.GetValue(direction) ?? "", StringComparison.Ordinal) && Is(parsed.GetValue(port), key.Port);
            });
            return (ClusterTable.Sorted(shown), () => ClusterTable.Render(shown));
        });
    }

    static Command Listeners(IProxySource proxies)
    {
        var address = Filter("--address", "Only listeners of this address");
        var port = Port();
        var command = Subcommand("listeners", ["listener", "l"], "Show a proxy's listeners, a row for each filter chain", address, port);
        return Run(command, DumpPath, proxies, (parsed, body, source) =>
        {
            var shown = ConfigDump.Parse(body, source).Listeners.Where(listener =>
                Is(parsed.GetValue(address), ListenerTable.Address(listener)) && Is(parsed.GetValue(port), ListenerTable.Port(listener)));
            return (ListenerTable.Sorted(shown), () => ListenerTable.Render(shown));
        });
    }

    static Command Routes(IProxySource proxies)
    {
        var name = Filter("--name", "Only this route configuration");
        var command = Subcommand("routes", ["route", "r"], "Show a proxy's routes", name);
        return Run(command, DumpPath, proxies, (parsed, body, source) =>
        {
            var shown = ConfigDump.Parse(body, source).Routes.Where(config => Is(parsed.GetValue(name), config.Field("name").Text()));
            return (RouteTable.Sorted(shown), () => RouteTable.Render(shown));
        });
    }

    static Command Endpoints(IProxySource proxies)
    {
        Option<string?> cluster = Filter("--cluster", "Only endpoints of this cluster"), address = Filter("--address", "Only endpoints of this address"),
            status = Filter("--status", "Only endpoints in this state, as in HEALTHY");
        var port = Port();
        var command = Subcommand("endpoints", ["endpoint", "ep"], "Show a proxy's endpoints and their health", cluster, address, port, status);
        return Run(command, ClustersPath, proxies, (parsed, body, source) =>
        {
            var clusters = JsonFile.Parse(body, source);
            var named = clusters.Field("cluster_statuses").Items().Where(item => Is(parsed.GetValue(cluster), item.Field("name").Text()));
            return ([.. named], () => EndpointTable.Render(EndpointTable.Of(clusters).Where(endpoint =>
                Is(parsed.GetValue(cluster), endpoint.Cluster) && Is(parsed.GetValue(address), endpoint.Address) && Is(parsed.GetValue(port), endpoint.Port)
                && Is(parsed.GetValue(status)?.ToUpperInvariant(), endpoint.Status))));
        });
    }

    static Command Secrets(IProxySource proxies, TimeProvider time)
    {
        var command = Subcommand("secret", ["secrets", "s"], "Show a proxy's certificates and roots of trust");
        var (mesh, pod, file, output) = Shared(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var (body, source) = await Choice.Dump(parsed.GetValue(mesh)!, parsed.GetValue(pod), parsed.GetValue(file), DumpPath, proxies, cancel);
            var section = ConfigDump.Parse(body, source).Section("SecretsConfigDump");
            parsed.InvocationConfiguration.Output.Write(parsed.GetValue(output) switch
            {
                Choice.Json when section.Exists() => Printer.Json(section) + "\n",
                Choice.Yaml when section.Exists() => Printer.Yaml(section),
                Choice.Json or Choice.Yaml => "{}\n",
                _ => SecretTable.Render(section, time.GetUtcNow()),
            });
            return ExitCode.Ok;
        });
        return command;
    }

    static Command Subcommand(string name, string[] aliases, string description, params Option[] filters)
    {
        var command = new Command(name, description);
        foreach (var alias in aliases)
            command.Aliases.Add(alias);
        foreach (var filter in filters)
            command.Options.Add(filter);
        return command;
    }

    static (Option<string> Mesh, Argument<string?> Pod, Option<string?> File, Option<string> Output) Shared(Command command)
    {
        var (mesh, pod, file, output) = (Choice.Mesh(), Choice.Pod(), Choice.File(), Choice.Output());
        command.Options.Add(mesh);
        command.Arguments.Add(pod);
        command.Options.Add(file);
        command.Options.Add(output);
        return (mesh, pod, file, output);
    }

    static Command Run(
        Command command, string path, IProxySource proxies, Func<ParseResult, byte[], string, (IReadOnlyList<JsonElement> Messages, Func<string> Table)> show)
    {
        var (mesh, pod, file, output) = Shared(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var (body, source) = await Choice.Dump(parsed.GetValue(mesh)!, parsed.GetValue(pod), parsed.GetValue(file), path, proxies, cancel);
            var (messages, table) = show(parsed, body, source);
            parsed.InvocationConfiguration.Output.Write(parsed.GetValue(output) switch
            {
                Choice.Json => Printer.Json(messages) + "\n",
                Choice.Yaml => Printer.Yaml(messages),
                _ => table(),
            });
            return ExitCode.Ok;
        });
        return command;
    }

    static Option<string?> Filter(string name, string description) => new(name) { Description = description };

    static Option<int?> Port() => new("--port") { Description = "Only this port" };

    static bool Is(string? wanted, string value) => wanted is null || wanted == value;

    static bool Is(int? wanted, int value) => wanted is null || wanted == value;
}
