namespace Lateen.Net.Engine;

/// <summary>A protocol between a connection and its user that wants a step of its own in a batch: after deliveries, before flushes.</summary>
interface ILayer
{
    void RunStep();
}
