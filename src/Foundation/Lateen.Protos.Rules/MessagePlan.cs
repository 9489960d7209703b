using System.Collections.Concurrent;
using System.Collections.Immutable;
using Google.Protobuf.Reflection;

namespace Lateen.Protos.Rules;

/// <summary>What is to be checked in messages of one type; made when the first comes.</summary>
sealed class MessagePlan
{
    static readonly ConcurrentDictionary<MessageDescriptor, MessagePlan> Known = new();
    readonly Lazy<bool> reachesRules;

    MessagePlan(MessageDescriptor message)
    {
        IReadOnlyDictionary<string, RuleNode> rules = RuleTable.Of(message.FullName);
        Fields = [.. message.Fields.InDeclarationOrder().Select(field => PlanOf(field, rules.GetValueOrDefault(field.Name))).OfType<FieldPlan>()];
        RequiredChoices = [.. message.Oneofs.Where(choice => choice.Fields.Any(field => rules.GetValueOrDefault(field.Name)?.Has(RuleNode.OneofRequired) == true))];
        reachesRules = new Lazy<bool>(() => Reaches(message));
    }

    public ImmutableArray<FieldPlan> Fields { get; }

    public ImmutableArray<OneofDescriptor> RequiredChoices { get; }

    /// <summary>False when neither such a message nor any that it can hold, short of an Any, has rules.</summary>
    public bool ReachesRules => reachesRules.Value;

    public static MessagePlan Of(MessageDescriptor message) => Known.GetOrAdd(message, static one => new MessagePlan(one));

    /// <summary>Null when there is nothing to do about the field.</summary>
    static FieldPlan? PlanOf(FieldDescriptor field, RuleNode? rules)
    {
        var plan = new FieldPlan { Field = field, Descends = ValueType(field).FieldType == FieldType.Message && rules?.Skips != true };
        if (rules is not null)
        {
            plan = plan with
            {
                Rules = RuleReading.OfField(field, rules),
                Elements = field.IsMap ? RuleReading.OfMapPart(rules, "values", ValueType(field)) : field.IsRepeated ? RuleReading.OfElements(field, rules) : [],
                Keys = field.IsMap ? RuleReading.OfMapPart(rules, "keys", field.MessageType.FindFieldByNumber(1)) : [],
            };
        }

        return plan.Descends || !plan.Rules.IsEmpty || !plan.Elements.IsEmpty || !plan.Keys.IsEmpty ? plan : null;
    }

    static FieldDescriptor ValueType(FieldDescriptor field) => field.IsMap ? field.MessageType.FindFieldByNumber(2) : field;

    static bool Reaches(MessageDescriptor from)
    {
        var seen = new HashSet<MessageDescriptor> { from };
        var next = new Stack<MessageDescriptor>(seen);
        while (next.TryPop(out MessageDescriptor? message))
        {
            if (RuleTable.Of(message.FullName).Count > 0)
                return true;
            foreach (FieldDescriptor field in message.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message))
            {
                if (seen.Add(field.MessageType))
                    next.Push(field.MessageType);
            }
        }

        return false;
    }
}
