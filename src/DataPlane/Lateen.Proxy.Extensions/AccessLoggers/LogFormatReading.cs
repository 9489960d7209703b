using System.Text;
using Envoy.Config.Core.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Observability.AccessLog;

namespace Lateen.Proxy.Extensions.AccessLoggers;

/// <summary>Reads formats of lines.</summary>
static class LogFormatReading
{
    /// <summary>The compiled format, Envoy's default when none is given; null when it is wrong.</summary>
    public static SubstitutionFormat? Read(SubstitutionFormatString? format, FieldPath at)
    {
        switch (format?.FormatCase)
        {
            case SubstitutionFormatString.FormatOneofCase.TextFormatSource:
                var text = Encoding.UTF8.GetString(format.TextFormatSource.Read(at["text_format_source"]).Span);
                return Compile(text, format.OmitEmptyValues, at["text_format_source"]);
#pragma warning disable CS0612 // Still accepted, as Envoy does.
            case SubstitutionFormatString.FormatOneofCase.TextFormat:
                return Compile(format.TextFormat, format.OmitEmptyValues, at["text_format"]);
#pragma warning restore CS0612
            case SubstitutionFormatString.FormatOneofCase.JsonFormat:
                at["json_format"].FailUnsupported("a JSON format");
                return null;
            default:
                return Compile(SubstitutionFormat.EnvoyDefault, omitEmpty: false, at);
        }
    }

    /// <summary>Compiles a format; null when it is wrong.</summary>
    public static SubstitutionFormat? Compile(string text, bool omitEmpty, FieldPath at)
    {
        var compiled = SubstitutionFormat.TryCompile(text, omitEmpty, out var error);
        at.Check(error);
        return compiled;
    }
}
