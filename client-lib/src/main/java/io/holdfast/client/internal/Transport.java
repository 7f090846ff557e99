package io.holdfast.client.internal;

import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.ServerFrame;

/** Opens streams to nodes: the real one speaks gRPC, the one of the tests is a simulation. Used on the loop only. */
interface Transport {
    /** Begins a stream; the host is resolved anew. Frames may be sent at once; they go out when it is connected. */
    Stream open(Address address, Listener listener);

    /** One stream. Used on the loop only. */
    interface Stream {
        /** Sends a frame after all earlier ones. */
        void send(ClientFrame frame);

        /** Whether the frames sent so far have mostly gone out: if not, {@link Listener#writable} follows. */
        boolean writable();

        /** Ends the stream and its connection. The listener hears nothing more. */
        void abort();
    }

    /** Who hears of a stream; called on the loop. */
    interface Listener {
        /** A frame came. */
        void received(ServerFrame frame);

        /** There is room to send again. */
        void writable();

        /** The stream ended, or could not begin. Nothing follows. */
        void closed(Trouble why);
    }
}
