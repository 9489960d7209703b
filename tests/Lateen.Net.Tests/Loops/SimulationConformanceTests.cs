namespace Lateen.Net.Tests.Loops;

public sealed class SimulationConformanceTests : EventLoopConformance
{
    protected override ILoopRig CreateRig() => new SimulationRig(seed: 1);
}
