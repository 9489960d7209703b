using Lateen.Net.Simulation;

namespace Lateen.Net.Tests.Loops;

/// <summary>Two simulated loops.</summary>
public sealed class SimulationRig : ILoopRig
{
    readonly Simulation.Simulation simulation;

    public SimulationRig(int seed, SimulationOptions? options = null)
    {
        simulation = new Simulation.Simulation(seed, options);
        Loop = simulation.CreateLoop("one");
        PeerLoop = simulation.CreateLoop("two");
    }

    public Simulation.Simulation Simulation => simulation;

    public IEventLoop Loop { get; }

    public IEventLoop PeerLoop { get; }

    public void RunUntil(Func<bool> done) => simulation.RunUntil(done);

    public void Dispose() => simulation.Dispose();
}
