using Lateen.Net.Engine;

namespace Lateen.Net.Simulation;

/// <summary>
/// One direction between two connections: bytes travel for a while, then wait to be read. FIN and RST travel in order behind the bytes.
/// </summary>
sealed unsafe class SimulatedWire(Simulation simulation, SimulatedConnection writer, SimulatedConnection reader)
{
    readonly Queue<byte[]> arrived = new();
    int offset;
    int arrivedBytes;
    int travellingBytes;
    long lastArrival;
    bool finArrived;
    bool writerWaits;
    bool finSent;

    public int ArrivedBytes => arrivedBytes;

    public bool FinArrived => finArrived;

    int Room => simulation.Options.SocketBufferBytes - arrivedBytes - travellingBytes;

    /// <summary>Bytes taken, or a negated errno.</summary>
    public nint Write(IoVector* vectors, int count)
    {
        if (finSent)
            return -Errno.EPIPE;
        var offered = 0L;
        for (var i = 0; i < count; i++)
            offered += (long)vectors[i].Length;
        var taken = (int)Math.Min(offered, Room);
        if (taken > 0)
            taken = simulation.DrawPart(taken, simulation.Options.SplitWrites);
        if (taken < offered)
            WaitForRoom();
        if (taken <= 0)
            return -Errno.EAGAIN;
        Send(Copy(vectors, taken));
        return taken;
    }

    public nint Read(byte* buffer, int length)
    {
        if (arrivedBytes == 0)
            return finArrived ? 0 : -Errno.EAGAIN;
        var wanted = simulation.DrawPart(Math.Min(length, arrivedBytes), simulation.Options.SplitReads);
        for (var done = 0; done < wanted;)
        {
            var piece = arrived.Peek();
            var part = Math.Min(piece.Length - offset, wanted - done);
            piece.AsSpan(offset, part).CopyTo(new Span<byte>(buffer + done, part));
            done += part;
            offset += part;
            if (offset == piece.Length)
            {
                arrived.Dequeue();
                offset = 0;
            }
        }

        arrivedBytes -= wanted;
        // A short read tells the reader that there is nothing left, so the rest must come as a new edge.
        if (arrivedBytes > 0 && wanted < length)
            NotifyReader(hangup: finArrived);
        if (writerWaits)
            WaitForRoom();
        return wanted;
    }

    public void SendFin()
    {
        if (finSent)
            return;
        finSent = true;
        Deliver(() =>
        {
            finArrived = true;
            NotifyReader(hangup: true);
        });
    }

    public void SendReset(int errno) => Deliver(() => reader.Break(errno));

    void WaitForRoom()
    {
        writerWaits = true;
        if (Room <= 0)
            return;
        writerWaits = false;
        simulation.After(simulation.DrawLatency(), writer.SimulatedLoop, () => writer.Ready(canRead: false, canWrite: true, hangup: false));
    }

    void Send(byte[] bytes)
    {
        travellingBytes += bytes.Length;
        Deliver(() =>
        {
            travellingBytes -= bytes.Length;
            if (reader.IsGone)
            {
                writer.Break(Errno.ECONNRESET);
                return;
            }

            arrived.Enqueue(bytes);
            arrivedBytes += bytes.Length;
            NotifyReader(hangup: false);
        });
    }

    void Deliver(Action arrive)
    {
        lastArrival = Math.Max(lastArrival, simulation.Now + simulation.DrawLatency());
        simulation.At(lastArrival, arrive);
    }

    void NotifyReader(bool hangup) => reader.SimulatedLoop.Receive(() => reader.Ready(canRead: true, canWrite: false, hangup));

    static byte[] Copy(IoVector* vectors, int length)
    {
        var bytes = new byte[length];
        var done = 0;
        for (var i = 0; done < length; i++)
        {
            var part = (int)Math.Min((long)vectors[i].Length, length - done);
            new ReadOnlySpan<byte>(vectors[i].Base, part).CopyTo(bytes.AsSpan(done));
            done += part;
        }

        return bytes;
    }
}
