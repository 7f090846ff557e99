package io.holdfast.wire;

import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import java.util.List;
import java.util.Map;

/** Samples of everything about topics, for {@link GoldenSamples}. */
final class TopicSamples {
    private static final Topic ELECTION = new Topic(TopicKind.ELECTION, "größe");
    private static final Topic CONFIG = new Topic(TopicKind.CONFIG, "payments");

    private TopicSamples() {}

    static ClientFrame asked() {
        return new ClientFrame.Requests(
                List.of(new Request.Subscribe(8, ELECTION), new Request.Unsubscribe(9, CONFIG)));
    }

    static Map<String, ServerFrame> told() {
        return Map.of(
                "results-topics", new ServerFrame.Results(List.of(new Result.Subscribed(8))),
                "noticed", new ServerFrame.Noticed(List.of(ELECTION, CONFIG)));
    }
}
