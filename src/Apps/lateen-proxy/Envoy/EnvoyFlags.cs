using System.Globalization;

namespace Lateen.ProxyApp.Envoy;

/// <summary>
/// Envoy's own command line, as Istio's agent and people who know Envoy write it. Flags that steer what we don't have (hot restart, core dumps, file
/// flushing) are read and have no effect; unknown ones are errors, as in Envoy.
/// </summary>
sealed record EnvoyFlags
{
    static readonly string[] Switches = ["--allow-unknown-static-fields", "--disable-hot-restart", "--enable-core-dump", "--skip-deprecated-logs", "--use-dynamic-base-id", "--reject-unknown-dynamic-fields", "--ignore-unknown-dynamic-fields"];

    static readonly string[] Ignored =
        ["--base-id", "--component-log-level", "--drain-strategy", "--file-flush-interval-msec", "--file-flush-min-size-kb", "--local-address-ip-version", "--log-format", "--log-path", "--parent-shutdown-time-s", "--restart-epoch", "--service-cluster", "--service-node", "--service-zone", "-l", "--log-level"];

    /// <summary>The bootstrap's file; null when only <see cref="Inline"/> is given.</summary>
    public string? File { get; private init; }

    /// <summary>JSON that is merged over the file.</summary>
    public string? Inline { get; private init; }

    /// <summary>Worker threads; 0 for one per processor.</summary>
    public int Concurrency { get; private init; }

    /// <summary>Seconds; Envoy's default.</summary>
    public int DrainSeconds { get; private init; } = 600;

    /// <summary>Only check the bootstrap.</summary>
    public bool Validate { get; private init; }

    /// <summary>Only say the version.</summary>
    public bool Version { get; private init; }

    /// <summary>Reads a command line; null and a sentence when it is wrong.</summary>
    public static EnvoyFlags? Read(IReadOnlyList<string> arguments, out string error)
    {
        error = "";
        var flags = new EnvoyFlags();
        for (int at = 0; at < arguments.Count; at++)
        {
            string name = arguments[at];
            string? value = null;
            if (name.StartsWith("--", StringComparison.Ordinal) && name.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
                (name, value) = (name[..equals], name[(equals + 1)..]);
            if (name == "--version")
                flags = flags with { Version = true };
            else if (Switches.Contains(name, StringComparer.Ordinal))
                continue;
            else if (value is null && ++at == arguments.Count)
                return Fail($"PARSE ERROR: Argument: {name}: missing a value, or not an option", out error);
            else if (flags.With(name, value ?? arguments[at]) is { } next)
                flags = next;
            else
                return Fail($"PARSE ERROR: Argument: {name}: couldn't find a match, or its value {value ?? arguments[at]} is wrong", out error);
        }

        return flags.Version || flags.File is not null || flags.Inline is not null
            ? flags
            : Fail("At least one of --config-path or --config-yaml should be non-empty", out error);
    }

    static EnvoyFlags? Fail(string reason, out string error)
    {
        error = reason;
        return null;
    }

    EnvoyFlags? With(string name, string value) => name switch
    {
        "-c" or "--config-path" => this with { File = value },
        "--config-yaml" => this with { Inline = value },
        "--concurrency" => TryNumber(value, out int number) ? this with { Concurrency = number } : null,
        "--drain-time-s" => TryNumber(value, out int number) ? this with { DrainSeconds = number } : null,
        "--mode" => value is "serve" or "validate" or "init_only" ? this with { Validate = value != "serve" } : null,
        _ => Ignored.Contains(name, StringComparer.Ordinal) ? this : null,
    };

    static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
