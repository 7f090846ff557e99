package io.holdfast.wire;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.Leader;
import io.holdfast.model.Limits;
import io.holdfast.model.Member;
import io.holdfast.model.Member.Role;
import java.util.ArrayList;
import java.util.List;

/** The cluster and its members: {@code session.proto}. */
final class DescriptionCodec {
    static final WireEnum<Role> ROLES = WireEnum.of(Role.class, role -> switch (role) {
        case LEADER -> 1;
        case FOLLOWER -> 2;
        case CANDIDATE -> 3;
        case LISTENER -> 4;
    });

    private DescriptionCodec() {}

    static void write(ProtoWriter writer, int field, ClusterDescription description) {
        int mark = writer.size();
        writer.number(5, description.term());
        ServerFrameCodec.writeLeader(writer, 4, description.leader());
        for (int i = description.members().size() - 1; i >= 0; i--) {
            write(writer, 3, description.members().get(i));
        }
        writer.text(2, description.node());
        writer.text(1, description.cluster());
        writer.message(field, mark);
    }

    static ClusterDescription read(ProtoReader reader) throws MalformedException {
        String cluster = "";
        String node = "";
        List<Member> members = new ArrayList<>();
        Leader leader = null;
        long term = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> cluster = reader.text("cluster", Limits.MAX_NAME_BYTES);
                case 2 -> node = reader.text("node", Limits.MAX_NAME_BYTES);
                case 3 -> reader.element("members", members, DescriptionCodec::readMember);
                case 4 -> leader = reader.message("leader", leader, FailureCodec::readLeader);
                case 5 -> term = reader.int64("term");
                default -> throw reader.unknownField();
            }
        }
        return new ClusterDescription(cluster, node, members, leader, term);
    }

    private static void write(ProtoWriter writer, int field, Member member) {
        int mark = writer.size();
        writer.text(5, member.storage());
        writer.number(4, ROLES.number(member.role()));
        writer.text(3, member.peerAddress());
        writer.text(2, member.clientAddress());
        writer.text(1, member.node());
        writer.message(field, mark);
    }

    private static Member readMember(ProtoReader reader) throws MalformedException {
        String node = "";
        String clientAddress = "";
        String peerAddress = "";
        Role role = null;
        String storage = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> node = reader.text("node", Limits.MAX_NAME_BYTES);
                case 2 -> clientAddress = reader.text("client_address", Limits.MAX_ADDRESS_BYTES);
                case 3 -> peerAddress = reader.text("peer_address", Limits.MAX_ADDRESS_BYTES);
                case 4 -> role = ROLES.read(reader, "role");
                case 5 -> storage = reader.text("storage", Limits.MAX_NAME_BYTES);
                default -> throw reader.unknownField();
            }
        }
        if (role == null) {
            throw reader.missing("role");
        }
        return new Member(node, clientAddress, peerAddress, role, storage);
    }
}
