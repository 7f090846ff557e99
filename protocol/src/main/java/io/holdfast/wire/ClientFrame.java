package io.holdfast.wire;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What a client sends on its stream. The first frame is a {@link Hello}; it is sent once. */
public sealed interface ClientFrame {
    /**
     * Opens the conversation.
     *
     * @param minVersion the oldest protocol version the client speaks
     * @param maxVersion the newest
     * @param client the name the client gives itself, for listings and logs
     * @param clientVersion the version of its library
     * @param features optional features the client understands; unknown names are ignored
     */
    record Hello(int minVersion, int maxVersion, String client, String clientVersion, Set<String> features)
            implements ClientFrame {
        /** Copies the set. */
        public Hello {
            Objects.requireNonNull(client, "client");
            Objects.requireNonNull(clientVersion, "clientVersion");
            features = Set.copyOf(features);
        }
    }

    /**
     * Any number of operations, in the order in which they are to be taken up.
     *
     * @param requests the operations
     */
    record Requests(List<Request> requests) implements ClientFrame {
        /** Copies the list. */
        public Requests {
            requests = List.copyOf(requests);
        }
    }

    /**
     * Watches to begin and to end, in order. They take none of the stream's credit: their number is bounded, and what is
     * pushed for them waits for the client to read.
     *
     * @param requests what to do
     */
    record Watches(List<WatchRequest> requests) implements ClientFrame {
        /** Copies the list. */
        public Watches {
            requests = List.copyOf(requests);
        }
    }

    /**
     * A frame that makes no sense as a whole. Only a decoder makes it; the stream ends with INVALID_ARGUMENT and this
     * text. (It is a value because gRPC turns whatever a marshaller throws into a status without a description.)
     *
     * @param why what is wrong with it and where
     */
    record Unreadable(String why) implements ClientFrame {
        /** Refuses null. */
        public Unreadable {
            Objects.requireNonNull(why, "why");
        }
    }
}
