package io.github.redisqueues.benchmarks.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Paint;
import java.util.List;
import java.util.Objects;

import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.CategoryLineAnnotation;
import org.jfree.chart.annotations.CategoryTextAnnotation;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * Medians as horizontal bars, one for each contender and measure. With one measure, a
 * line shows the least and the most of the rounds.
 */
final class BarsChart {

	static final int WIDTH = 860;

	private static final int FRAME = 90;

	private static final int BAR = 26;

	private static final int GAP = 12;

	private static final double ROOM_FOR_LABELS = 0.12;

	private static final double LEAST = 1e-6;

	private BarsChart() {
	}

	static int height(List<Results.MeasureResult> measures) {
		int contenders = measures.get(0).contenders().size();
		return FRAME + contenders * (measures.size() * BAR + GAP) + ((measures.size() > 1) ? BAR : 0);
	}

	static JFreeChart of(List<Results.MeasureResult> measures) {
		DefaultCategoryDataset values = new DefaultCategoryDataset();
		for (Results.MeasureResult measure : measures) {
			for (Results.ContenderResult contender : measure.contenders()) {
				values.addValue(contender.value().median(), measure.name(), contender.name());
			}
		}
		Results.MeasureResult first = measures.get(0);
		boolean single = measures.size() == 1;
		String axis = (single ? first.name() + ", " : "") + first.unit()
				+ (first.higherIsBetter() ? " (more is better)" : " (less is better)");
		JFreeChart chart = ChartFactory.createBarChart(null, null, axis, values, PlotOrientation.HORIZONTAL, !single,
				false, false);
		Look.apply(chart);
		CategoryPlot plot = chart.getCategoryPlot();
		plot.setRenderer(new Bars(first, measures.size()));
		plot.getRangeAxis().setUpperBound(Math.max(most(measures, single) * (1 + ROOM_FOR_LABELS), LEAST));
		if (single) {
			first.contenders().forEach((contender) -> annotate(plot, contender));
		}
		return chart;
	}

	private static double most(List<Results.MeasureResult> measures, boolean single) {
		return measures.stream()
			.flatMap((measure) -> measure.contenders().stream())
			.mapToDouble((contender) -> single ? contender.value().max() : contender.value().median())
			.max()
			.orElse(0);
	}

	private static void annotate(CategoryPlot plot, Results.ContenderResult contender) {
		Spread value = contender.value();
		plot.addAnnotation(new CategoryLineAnnotation(contender.name(), value.min(), contender.name(), value.max(),
				Color.DARK_GRAY, new BasicStroke(2)));
		CategoryTextAnnotation label = new CategoryTextAnnotation(" " + Numbers.text(value.median()), contender.name(),
				value.max());
		label.setFont(Look.FONT);
		label.setTextAnchor(TextAnchor.CENTER_LEFT);
		plot.addAnnotation(label);
	}

	/**
	 * Bars of this library in another colour than the others.
	 */
	private static final class Bars extends BarRenderer {

		private final Results.MeasureResult contenders;

		Bars(Results.MeasureResult contenders, int measures) {
			this.contenders = contenders;
			setBarPainter(new StandardBarPainter());
			setShadowVisible(false);
			setDefaultItemLabelsVisible(measures > 1);
			setDefaultItemLabelFont(Look.FONT);
			setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator("{2}", Look.numbers()));
			setDefaultPositiveItemLabelPosition(
					new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
			setItemMargin(0);
			// For the legend
			for (int i = 0; i < measures; i++) {
				setSeriesPaint(i, Look.shade(false, i));
			}
		}

		@Override
		public Paint getItemPaint(int row, int column) {
			return Look.shade(this.contenders.contenders().get(column).ours(), row);
		}

		@Override
		public boolean equals(Object other) {
			return super.equals(other) && other instanceof Bars bars && this.contenders.equals(bars.contenders);
		}

		@Override
		public int hashCode() {
			return Objects.hash(super.hashCode(), this.contenders);
		}

	}

}
