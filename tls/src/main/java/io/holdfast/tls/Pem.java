package io.holdfast.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One block of a PEM file (RFC 7468): a label and the bytes under it. Immutable. */
final class Pem {
    static final String CERTIFICATE = "CERTIFICATE";
    static final String PRIVATE_KEY = "PRIVATE KEY";

    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----");
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final String label;
    private final byte[] content;

    /** A block; takes the array over. */
    Pem(String label, byte[] content) {
        this.label = label;
        this.content = content;
    }

    /** What stands between {@code -----BEGIN} and {@code -----}. */
    String label() {
        return label;
    }

    /** A copy of the decoded bytes. */
    byte[] content() {
        return content.clone();
    }

    /**
     * The blocks of a text; whatever stands between them is ignored, as other tools put a readable form there.
     *
     * @throws IllegalArgumentException if a block does not end or its content is not Base64
     */
    static List<Pem> parse(String text) {
        List<Pem> blocks = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        int from = 0;
        while (begin.find(from)) {
            String label = begin.group(1);
            String end = "-----END " + label + "-----";
            int stop = text.indexOf(end, begin.end());
            if (stop < 0) {
                throw new IllegalArgumentException("the block '" + label + "' has no line " + end);
            }
            blocks.add(new Pem(label, decode(label, text.substring(begin.end(), stop))));
            from = stop + end.length();
        }
        return blocks;
    }

    private static byte[] decode(String label, String body) {
        try {
            return Base64.getDecoder().decode(body.replaceAll("[ \\t\\r\\n]", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the block '" + label + "' is not Base64: " + e.getMessage(), e);
        }
    }

    /** The block as it stands in a file, with a line end after it. */
    String encode() {
        String body = LINES.encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** Without the content: it may be a key. */
    @Override
    public String toString() {
        return "Pem[" + label + ", " + content.length + " bytes]";
    }
}
