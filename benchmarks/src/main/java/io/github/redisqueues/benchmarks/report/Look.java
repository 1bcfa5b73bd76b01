package io.github.redisqueues.benchmarks.report;

import java.awt.Color;
import java.awt.Font;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.util.Locale;

import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;

/**
 * Colours and fonts of the charts.
 */
final class Look {

	static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

	private static final Color OURS = new Color(0xC6, 0x30, 0x2B);

	private static final Color OTHERS = new Color(0x7A, 0x8A, 0x99);

	private static final float LIGHTER = 0.22f;

	private static final int WHITE = 255;

	private static final int WHOLE_FROM = 100;

	private Look() {
	}

	/**
	 * Returns the colour of a side, lighter for each further measure.
	 */
	static Color shade(boolean ours, int number) {
		Color colour = ours ? OURS : OTHERS;
		float share = 1 - Math.min(number * LIGHTER, 1 - LIGHTER);
		return new Color(lighter(colour.getRed(), share), lighter(colour.getGreen(), share),
				lighter(colour.getBlue(), share));
	}

	private static int lighter(int colour, float share) {
		return Math.round(WHITE - (WHITE - colour) * share);
	}

	/**
	 * Format of the numbers at an axis and at bars.
	 */
	static NumberFormat numbers() {
		return new DecimalFormat("#,##0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)) {

			@Override
			public StringBuffer format(double number, StringBuffer result, FieldPosition position) {
				return (Math.abs(number) >= WHOLE_FROM) ? super.format(Math.rint(number), result, position)
						: super.format(number, result, position);
			}

		};
	}

	static void apply(JFreeChart chart) {
		chart.setBackgroundPaint(Color.WHITE);
		chart.setAntiAlias(true);
		if (chart.getLegend() != null) {
			chart.getLegend().setItemFont(FONT);
		}
		CategoryPlot plot = chart.getCategoryPlot();
		plot.setBackgroundPaint(Color.WHITE);
		plot.setOutlineVisible(false);
		plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
		plot.getDomainAxis().setTickLabelFont(FONT);
		plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(0.4f);
		NumberAxis axis = (NumberAxis) plot.getRangeAxis();
		axis.setTickLabelFont(FONT);
		axis.setLabelFont(FONT);
		axis.setNumberFormatOverride(numbers());
	}

}
