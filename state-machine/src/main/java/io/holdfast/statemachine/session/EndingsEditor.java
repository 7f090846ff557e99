package io.holdfast.statemachine.session;

import io.holdfast.model.session.SessionEnd;
import io.holdfast.statemachine.tree.TreeEditor;

/** Remembers endings, and forgets the oldest beyond the bound. Confined to the apply thread. */
final class EndingsEditor {
    private final TreeEditor<Ending> bySession;
    private final TreeEditor<Ending> inOrder;
    private long count;
    private long content;

    EndingsEditor(Endings endings) {
        this.bySession = endings.bySession().edit();
        this.inOrder = endings.inOrder().edit();
        this.count = endings.count();
        this.content = endings.content();
    }

    /** A session ended that is not among those remembered. */
    void add(long session, SessionEnd end, String by, String why, long atMillis) {
        Ending ending = Ending.of(++count, session, end, by, why, atMillis);
        bySession.put(ending);
        inOrder.put(ending);
        content += ending.content();
        if (inOrder.view().size() > Endings.MAX) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        Ending oldest = inOrder.view().ascending().next();
        if (oldest != null) {
            bySession.remove(oldest.place());
            inOrder.remove(oldest.order());
            content -= oldest.content();
        }
    }

    long content() {
        return content;
    }

    Endings view() {
        return new Endings(bySession.view(), inOrder.view(), count, content);
    }

    Endings freeze() {
        return new Endings(bySession.freeze(), inOrder.freeze(), count, content);
    }
}
