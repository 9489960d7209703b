using Google.Protobuf;
using Lateen.Protos.Rules;

namespace Lateen.Proxy.Extensions.Reading;

/// <summary>The rules of Envoy's API, at the border: a message that breaks one is refused before anything reads it, as Envoy refuses it.</summary>
public static class RuleKeeping
{
    /// <summary>True when a message keeps every rule of its fields; otherwise each that it breaks is noted. An Any inside is for whoever opens it.</summary>
    public static bool KeepsRules(this FieldPath at, IMessage message)
    {
        var violations = MessageRules.Check(message);
        foreach (var violation in violations)
            at[violation.Path].Fail($"Proto constraint validation failed ({message.Descriptor.Name}: {violation.Rule})");
        return violations.Count == 0;
    }
}
