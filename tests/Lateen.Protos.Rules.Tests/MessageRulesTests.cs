using Envoy.Config.Cluster.V3;
using Envoy.Config.Listener.V3;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Lateen.Protos.Rules.Tests;

public sealed class MessageRulesTests
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(0, RuleCase.All.Count)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Message_breaks_the_rule_of_its_row_and_no_other(int row)
    {
        RuleCase one = RuleCase.All[row];

        var violations = MessageRules.Check(one.Read(), RuleCase.Types);

        Assert.Equal(one.Violation, string.Join("; ", violations));
    }

    [Fact]
    public void Every_rule_of_the_tables_is_of_a_known_message_and_field_and_understood_to_the_last_word()
    {
        foreach (string name in RuleTable.Messages)
        {
            MessageDescriptor message = Assert.IsType<MessageDescriptor>(RuleCase.Types.Find(name));
            foreach ((string field, RuleNode rules) in RuleTable.Of(name))
            {
                FieldDescriptor descriptor = Assert.IsType<FieldDescriptor>(message.FindFieldByName(field));
                _ = rules.Has(RuleNode.OneofRequired);
                _ = rules.Skips;
                RuleReading.OfField(descriptor, rules);
                if (descriptor.IsMap)
                {
                    RuleReading.OfMapPart(rules, "keys", descriptor.MessageType.FindFieldByNumber(1));
                    RuleReading.OfMapPart(rules, "values", descriptor.MessageType.FindFieldByNumber(2));
                }
                else
                {
                    RuleReading.OfElements(descriptor, rules);
                }

                Assert.Empty(rules.AllNotUnderstood);
            }
        }
    }

    [Fact]
    public void An_any_is_opened_only_with_types()
    {
        var listener = new Listener { ListenerFilters = { new ListenerFilter { Name = "x", TypedConfig = Any.Pack(new Cluster()) } } };

        Assert.Empty(MessageRules.Check(listener));
        Assert.Contains(MessageRules.Check(listener, RuleCase.Types), violation => violation.Path == "listener_filters[0].typed_config.name");
    }

    [Fact]
    public void A_message_that_is_wrapped_without_end_is_refused_not_followed()
    {
        var filter = new ListenerFilter { Name = "x" };
        for (int depth = 0; depth < 3 * MessageRules.MaxDepth; depth++)
            filter = new ListenerFilter { Name = "x", TypedConfig = new Any { TypeUrl = "a/envoy.config.listener.v3.ListenerFilter", Value = filter.ToByteString() } };

        RuleViolation violation = Assert.Single(MessageRules.Check(filter, RuleCase.Types));

        Assert.Equal("nested too deeply", violation.Rule);
    }

    [Fact]
    public void An_any_that_is_not_what_it_says_is_a_violation()
    {
        var filter = new ListenerFilter { Name = "x", TypedConfig = new Any { TypeUrl = "a/envoy.config.cluster.v3.Cluster", Value = ByteString.CopyFrom(0xff) } };

        Assert.StartsWith("Unable to unpack as envoy.config.cluster.v3.Cluster", Assert.Single(MessageRules.Check(filter, RuleCase.Types)).Rule, StringComparison.Ordinal);
    }
}
