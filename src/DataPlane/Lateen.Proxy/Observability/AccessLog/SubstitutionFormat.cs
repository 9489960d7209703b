using System.Collections.Immutable;
using System.Text;
using Lateen.Net.Http;

namespace Lateen.Proxy.Observability.AccessLog;

/// <summary>
/// Envoy's format strings (<c>%REQ(:METHOD)%</c>), compiled once; used by access logs and by header values. Writing one allocates nothing.
/// </summary>
public sealed class SubstitutionFormat
{
    /// <summary>Envoy's format for files that give none.</summary>
    public const string EnvoyDefault =
        "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\" %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% "
        + "%BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\" "
        + "\"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\"\n";

    readonly ImmutableArray<LogOperator> _operators;
    readonly bool _omitEmpty;

    SubstitutionFormat(string text, ImmutableArray<LogOperator> operators, bool omitEmpty) =>
        (Text, _operators, _omitEmpty) = (text, operators, omitEmpty);

    /// <summary>As configured.</summary>
    public string Text { get; }

    /// <summary>Compiles a format; null with a reason when it names an unknown command or is malformed.</summary>
    /// <param name="text">The format.</param>
    /// <param name="omitEmpty">A missing value is written as nothing instead of as "-".</param>
    /// <param name="error">Why not, for people.</param>
    public static SubstitutionFormat? TryCompile(string text, bool omitEmpty, out string? error)
    {
        var operators = ImmutableArray.CreateBuilder<LogOperator>();
        var at = 0;
        error = null;
        while (at < text.Length && error is null)
        {
            if (text[at] != '%')
                operators.Add(Literal(text, ref at));
            else if (at + 1 < text.Length && text[at + 1] == '%')
                (at, _) = (at + 2, Add(operators, new LiteralOperator("%")));
            else if (Command(text, ref at, out error) is { } command)
                operators.Add(command);
        }

        return error is null ? new SubstitutionFormat(text, operators.ToImmutable(), omitEmpty) : null;
    }

    /// <summary>Writes the line for a stream.</summary>
    public void Write(LogLine line, StreamInfo info, RequestHead? request, ResponseHead? response)
    {
        foreach (var part in _operators)
        {
            if (!part.TryWrite(line, info, request, response) && !_omitEmpty)
                line.Append("-"u8);
        }
    }

    static LogOperator Literal(string text, ref int at)
    {
        var end = text.IndexOf('%', at);
        end = end < 0 ? text.Length : end;
        var literal = new LiteralOperator(text[at..end]);
        at = end;
        return literal;
    }

    // %NAME%, %NAME(argument)%, %NAME(argument):LENGTH%, %NAME:LENGTH%
    static LogOperator? Command(string text, ref int at, out string? error)
    {
        var start = at + 1;
        var nameEnd = start;
        while (nameEnd < text.Length && (char.IsAsciiLetterUpper(text[nameEnd]) || char.IsAsciiDigit(text[nameEnd]) || text[nameEnd] == '_'))
            nameEnd++;
        var name = text[start..nameEnd];
        string? argument = null;
        var rest = nameEnd;
        if (rest < text.Length && text[rest] == '(')
        {
            var close = text.IndexOf(')', rest);
            if (close < 0)
                return Fail($"Incorrect configuration: %{name}( has no closing parenthesis", out error);
            argument = text[(rest + 1)..close];
            rest = close + 1;
        }

        var end = text.IndexOf('%', rest);
        if (end < 0 || name.Length == 0)
            return Fail($"Incorrect configuration: \"{text[at..]}\" is not a command; a percent sign is written %%", out error);
        at = end + 1;
        return LogOperators.TryCreate(name, argument, text[rest..end], out error);
    }

    static LogOperator? Fail(string reason, out string? error)
    {
        error = reason;
        return null;
    }

    static bool Add(ImmutableArray<LogOperator>.Builder operators, LogOperator item)
    {
        operators.Add(item);
        return true;
    }

    sealed class LiteralOperator(string text) : LogOperator
    {
        readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);

        public override bool TryWrite(LogLine line, StreamInfo info, RequestHead? request, ResponseHead? response)
        {
            line.Append(_bytes);
            return true;
        }
    }
}
