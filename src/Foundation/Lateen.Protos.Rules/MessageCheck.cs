using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Lateen.Protos.Rules;

/// <summary>One walk over a message.</summary>
sealed class MessageCheck(TypeRegistry? types)
{
    readonly List<RuleViolation> violations = [];

    public IReadOnlyList<RuleViolation> Violations => violations;

    public void Visit(IMessage message, MessagePlan plan, string path, int depth)
    {
        if (depth > MessageRules.MaxDepth)
        {
            violations.Add(new RuleViolation(path, "nested too deeply"));
            return;
        }

        foreach (OneofDescriptor choice in plan.RequiredChoices)
        {
            if (choice.Accessor.GetCaseFieldDescriptor(message) is null)
                violations.Add(new RuleViolation(Join(path, choice.Name), $"value is required: one of {string.Join(", ", choice.Fields.Select(field => field.Name))}"));
        }

        foreach (FieldPlan field in plan.Fields)
            VisitField(message, field, path, depth);
    }

    void VisitField(IMessage message, FieldPlan plan, string path, int depth)
    {
        FieldDescriptor field = plan.Field;
        // A member of a oneof that is not chosen, or an optional field that is not set, has no value to check.
        if (field is { HasPresence: true, FieldType: not FieldType.Message } && !field.Accessor.HasValue(message))
            return;
        if (field.RealContainingOneof is { } choice && choice.Accessor.GetCaseFieldDescriptor(message) != field)
            return;
        object? value = field.Accessor.GetValue(message);
        string here = Join(path, field.Name);
        foreach (ValueRule rule in plan.Rules)
        {
            if (rule.Violation(value) is { } text)
                violations.Add(new RuleViolation(here, text));
        }

        if (field.IsMap)
            VisitEntries((IDictionary)value!, plan, here, depth);
        else if (field.IsRepeated)
            VisitElements((IList)value!, plan, here, depth);
        else if (plan.Descends && value is IMessage nested)
            Descend(nested, here, depth);
    }

    void VisitElements(IList elements, FieldPlan plan, string path, int depth)
    {
        for (int at = 0; at < elements.Count; at++)
            VisitElement(elements[at], plan.Elements, plan.Descends, string.Create(CultureInfo.InvariantCulture, $"{path}[{at}]"), depth);
    }

    void VisitEntries(IDictionary entries, FieldPlan plan, string path, int depth)
    {
        foreach (DictionaryEntry entry in entries)
        {
            string here = $"{path}[\"{entry.Key}\"]";
            VisitElement(entry.Key, plan.Keys, descends: false, here, depth);
            VisitElement(entry.Value, plan.Elements, plan.Descends, here, depth);
        }
    }

    void VisitElement(object? value, IReadOnlyList<ValueRule> rules, bool descends, string path, int depth)
    {
        foreach (ValueRule rule in rules)
        {
            if (rule.Violation(value) is { } text)
                violations.Add(new RuleViolation(path, text));
        }

        if (descends && value is IMessage nested)
            Descend(nested, path, depth);
    }

    void Descend(IMessage nested, string path, int depth)
    {
        if (nested is Any any)
            Open(any, path, depth);
        else if (MessagePlan.Of(nested.Descriptor) is var plan && (plan.ReachesRules || types is not null))
            Visit(nested, plan, path, depth + 1);
    }

    void Open(Any any, string path, int depth)
    {
        if (types?.Find(Any.GetTypeName(any.TypeUrl)) is not { } inside)
            return;
        try
        {
            Visit(inside.Parser.ParseFrom(any.Value), MessagePlan.Of(inside), path, depth + 1);
        }
        catch (InvalidProtocolBufferException failure)
        {
            violations.Add(new RuleViolation(path, $"Unable to unpack as {inside.FullName}: {failure.Message}"));
        }
    }

    static string Join(string path, string field) => path.Length == 0 ? field : $"{path}.{field}";
}
