package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;

/** What a stream may be told of: {@code Topic} of {@code session.proto}. */
final class TopicCodec {
    private static final WireEnum<TopicKind> KINDS = WireEnum.of(TopicKind.class, TopicKind::number);

    private TopicCodec() {}

    static void write(ProtoWriter writer, int field, Topic topic) {
        if (topic.name().isEmpty()) {
            throw new IllegalArgumentException("the name of a topic is empty");
        }
        int mark = writer.size();
        writer.text(2, "name", topic.name(), Limits.MAX_TOPIC_NAME_BYTES);
        writer.number(1, KINDS.number(topic.kind()));
        writer.message(field, mark);
    }

    static Topic read(ProtoReader reader) throws MalformedException {
        TopicKind kind = null;
        String name = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> kind = KINDS.read(reader, "kind");
                case 2 -> name = reader.text("name", Limits.MAX_TOPIC_NAME_BYTES);
                default -> throw reader.unknownField();
            }
        }
        if (kind == null) {
            throw reader.missing("kind");
        }
        if (name.isEmpty()) {
            throw reader.missing("name");
        }
        return new Topic(kind, name);
    }
}
