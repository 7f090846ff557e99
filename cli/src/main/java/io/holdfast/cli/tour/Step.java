package io.holdfast.cli.tour;

/** One step of the tour. */
interface Step {
    /** What it shows, as a heading. */
    String title();

    /**
     * Shows it.
     *
     * @throws StepFailedException if it does not hold
     */
    void show(Stage stage) throws StepFailedException, InterruptedException;
}
