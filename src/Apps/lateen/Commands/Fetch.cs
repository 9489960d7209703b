using System.CommandLine;
using System.CommandLine.Parsing;
using Lateen.Local.Launching;

namespace Lateen.Cli.Commands;

/// <summary><c>lateen fetch</c>, which people never type: asks one address and prints the body, as <see cref="InsideHttp"/> needs it.</summary>
internal static class Fetch
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        // System.CommandLine converts no text to a Uri by itself.
        var address = new Argument<Uri>("ADDRESS") { Description = "An http address", CustomParser = argument => Parse(argument) };
        var command = new Command(InsideHttp.CommandName, "Print what an address inside a mesh answers") { address };
        command.Hidden = true;
        command.SetAction((parsed, cancel) => Run(parsed.GetValue(address)!, cancel));
        return command;
    }

    static Uri? Parse(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp)
            return address;
        argument.AddError($"'{text}' is not an http address.");
        return null;
    }

    static async Task<int> Run(Uri address, CancellationToken cancel)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience, MaxResponseContentBufferSize = InsideHttp.LongestBody };
        try
        {
            using var response = await http.GetAsync(address, cancel);
            if (!response.IsSuccessStatusCode)
                throw new CommandException($"{address} answers {(int)response.StatusCode}.");
            await using var output = Console.OpenStandardOutput();
            await response.Content.CopyToAsync(output, cancel);
            return ExitCode.Ok;
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException)
        {
            throw new CommandException($"{address} does not answer: {problem.Message}");
        }
    }
}
