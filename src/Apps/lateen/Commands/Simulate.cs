using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Lateen.Cli.Local;
using Lateen.Cli.Translation;
using Lateen.Explain.Simulation;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen x simulate</c>: what a proxy would do with one call, by the proxy's own matching code, from files alone.</summary>
internal static class Simulate
{
    static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    static readonly Dictionary<string, CallDirection> Directions = new()
    {
        ["outbound"] = CallDirection.Outbound, ["inbound"] = CallDirection.Inbound, ["gateway"] = CallDirection.Gateway,
    };

    public static Command Create()
    {
        var input = new OfflineProxy();
        var to = new Option<string>("--to") { Description = "Where the client wants to go: ADDRESS:PORT, or :PORT for an address that nothing in the mesh has", Required = true };
        var direction = new Option<string?>("--direction") { Description = "outbound (default), inbound, or gateway (default for one)" };
        direction.AcceptOnlyFromAmong([.. Directions.Keys]);
        var sni = new Option<string?>("--sni") { Description = "The client begins with TLS and asks for this name" };
        var alpn = new Option<string[]>("--alpn") { Description = "Protocols that the client's TLS offers, in its order", AllowMultipleArgumentsPerToken = true };
        var host = new Option<string?>("--host") { Description = "The request's host; without it the call is no HTTP" };
        var path = new Option<string>("--path") { Description = "The request's path with its query", DefaultValueFactory = _ => "/" };
        var method = new Option<string>("--method", "-X") { Description = "The request's method", DefaultValueFactory = _ => "GET" };
        var headers = new Option<string[]>("--header", "-H") { Description = "A field of the request, 'name: value'; may be given several times" };
        var http2 = new Option<bool>("--http2") { Description = "The request comes by HTTP/2" };
        var trace = new Option<bool>("--trace") { Description = "Show each comparison" };
        var output = OutputFormat.Create("json: one object for scripts");
        var command = new Command("simulate", "Show which listener, filter chain, virtual host, route and cluster a call would meet at a proxy")
        {
            to, direction, sni, alpn, host, path, method, headers, http2, trace, output,
        };
        input.AddTo(command);
        command.SetAction(parsed =>
        {
            var (proxy, translation) = input.Translate(parsed);
            var request = parsed.GetValue(host) is { } authority
                ? new CallRequest(parsed.GetValue(method)!, authority, parsed.GetValue(path)!, [.. parsed.GetValue(headers)!.Select(Field)], parsed.GetValue(http2)) : null;
            var call = new Call
            {
                Destination = Destination(parsed.GetValue(to)!),
                Direction = Directions[parsed.GetValue(direction) ?? (proxy.Type is "router" or "gateway" ? "gateway" : "outbound")],
                IsTls = parsed.GetValue(sni) is not null,
                ServerName = parsed.GetValue(sni) ?? "",
                Alpn = [.. parsed.GetValue(alpn)!],
                Request = request,
            };
            return Show(Run(proxy, translation, call), parsed.GetValue(output) == OutputFormat.Json, parsed.GetValue(trace), parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    static CallResult Run(ProxyDocument proxy, OfflineTranslation translation, Call call)
    {
        var configuration = new ProxyConfiguration(proxy.Node().Id, translation.Listeners, translation.Routes, translation.Clusters, translation.Endpoints);
        var result = new Simulator(configuration).Run(call);
        return configuration.Refusals.Count == 0 ? result : result with { Error = string.Join("; ", configuration.Refusals.Prepend(result.Error).Where(reason => reason.Length > 0)) };
    }

    static IPEndPoint Destination(string text) =>
        // 192.0.2.0/24 is kept free for examples (RFC 5737).
        IPEndPoint.TryParse(text.StartsWith(':') ? $"192.0.2.1{text}" : text, out var point) && point.Port > 0 ? point
            : throw new CommandException($"--to must be ADDRESS:PORT or :PORT, not \"{text}\"");

    static KeyValuePair<string, string> Field(string line) =>
        CallRequest.Header(line) ?? throw new CommandException($"--header must be 'name: value', not \"{line}\"");

    static int Show(CallResult result, bool json, bool trace, TextWriter output)
    {
        if (json)
            output.WriteLine(JsonSerializer.Serialize(trace ? result : result with { Steps = [] }, Json));
        else
            Print(result, trace, output);
        return result.Error.Length == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    static void Print(CallResult result, bool trace, TextWriter output)
    {
        foreach (var step in trace ? result.Steps : [])
            output.WriteLine($"  {step.Criterion} {step.Input}: {step.Outcome}");
        Line("listener", result.Listener);
        Line("filter chain", result.FilterChain);
        Line("route table", result.RouteTable);
        Line("virtual host", result.VirtualHost);
        Line("route", result.Route);
        foreach (var target in result.Clusters)
            Line("cluster", string.Create(CultureInfo.InvariantCulture, $"{target.Cluster}  {target.Percent:0.##} %  {string.Join(' ', target.Endpoints)}").TrimEnd());
        Line("status", result.Status?.ToString(CultureInfo.InvariantCulture) ?? "");
        Line("error", result.Error);

        void Line(string name, string value)
        {
            if (value.Length > 0)
                output.WriteLine($"{name,-13} {value}");
        }
    }
}
