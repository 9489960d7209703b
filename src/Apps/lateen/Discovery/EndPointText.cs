using System.Globalization;
using System.Net;

namespace Lateen.Cli.Discovery;

/// <summary>Reads the addresses of istiod's flags: "ADDRESS:PORT", ":PORT", or "" for none.</summary>
internal static class EndPointText
{
    /// <summary>The endpoint, or null for the empty text.</summary>
    /// <param name="option">Name of the option, for the error.</param>
    /// <param name="text">Its value.</param>
    /// <param name="defaultAddress">The address where the value has none.</param>
    /// <exception cref="CommandException">The text is none of the three.</exception>
    public static IPEndPoint? Read(string option, string text, string defaultAddress)
    {
        if (text.Length == 0)
            return null;
        int colon = text.LastIndexOf(':');
        string address = colon > 0 ? text[..colon].Trim('[', ']') : defaultAddress;
        if (colon >= 0
            && IPAddress.TryParse(address, out IPAddress? parsed)
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            return new IPEndPoint(parsed, port);
        throw new CommandException($"{option} {text}: expected ADDRESS:PORT or :PORT, with an IP address of this machine (all ports default to --listen {defaultAddress})", ExitCode.Usage);
    }
}
