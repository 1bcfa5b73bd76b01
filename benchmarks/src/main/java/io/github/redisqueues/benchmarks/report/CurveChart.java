package io.github.redisqueues.benchmarks.report;

import java.util.List;

import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * The measures of a scenario as points of a curve for each contender.
 */
final class CurveChart {

	static final int WIDTH = 860;

	static final int HEIGHT = 360;

	private CurveChart() {
	}

	static JFreeChart of(List<Results.MeasureResult> measures) {
		DefaultCategoryDataset values = new DefaultCategoryDataset();
		for (Results.MeasureResult measure : measures) {
			for (Results.ContenderResult contender : measure.contenders()) {
				values.addValue(contender.value().median(), contender.name(), measure.name());
			}
		}
		Results.MeasureResult first = measures.get(0);
		JFreeChart chart = ChartFactory.createLineChart(null, null,
				first.unit() + (first.higherIsBetter() ? " (more is better)" : " (less is better)"), values,
				PlotOrientation.VERTICAL, true, false, false);
		Look.apply(chart);
		CategoryPlot plot = chart.getCategoryPlot();
		LineAndShapeRenderer renderer = new LineAndShapeRenderer(true, true);
		for (int i = 0; i < first.contenders().size(); i++) {
			renderer.setSeriesPaint(i, Look.shade(first.contenders().get(i).ours(), i));
		}
		plot.setRenderer(renderer);
		return chart;
	}

}
