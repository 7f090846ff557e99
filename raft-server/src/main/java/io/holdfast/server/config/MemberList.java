package io.holdfast.server.config;

import io.holdfast.server.config.ServerConfig.MemberAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The compact form of the member list, {@code n1=host:7400/7401,n2=host:7410/7411}: client port, then peer port. */
final class MemberList {
    private static final Pattern MEMBER = Pattern.compile("([^=,]+)=(.+):(\\d{1,5})/(\\d{1,5})");

    private MemberList() {}

    /** Reads the compact form; throws {@link InvalidSetting}. */
    static List<MemberAddress> parse(String text) {
        List<MemberAddress> members = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = MEMBER.matcher(part.strip());
            if (!matcher.matches()) {
                throw new InvalidSetting(
                        Key.MEMBERS.path(),
                        "'" + part.strip()
                                + "'; expected id=host:client-port/peer-port, such as n1=127.0.0.1:7400/7401");
            }
            members.add(new MemberAddress(
                    matcher.group(1),
                    matcher.group(2),
                    Integer.parseInt(matcher.group(3)),
                    Integer.parseInt(matcher.group(4))));
        }
        return members;
    }

    /** Writes what {@link #parse} reads. */
    static String show(List<MemberAddress> members) {
        return members.stream()
                .map(m -> m.id() + "=" + m.host() + ":" + m.clientPort() + "/" + m.peerPort())
                .collect(Collectors.joining(","));
    }
}
