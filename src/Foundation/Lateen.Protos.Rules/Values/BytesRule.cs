using Google.Protobuf;

namespace Lateen.Protos.Rules.Values;

/// <summary>The bytes must be so many.</summary>
sealed class BytesRule(int? least, int? most) : ValueRule
{
    public override string? Violation(object? value) => value is not ByteString bytes ? null
        : bytes.Length < least ? $"value length must be at least {least} bytes"
        : bytes.Length > most ? $"value length must be at most {most} bytes" : null;
}
