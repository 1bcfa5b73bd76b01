package io.github.redisqueues.benchmarks.report;

import java.awt.Dimension;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.Document;

/**
 * Draws the results as SVG: for each scenario one chart for each unit.
 */
public final class Charts {

	private Charts() {
	}

	/**
	 * Draws all scenarios into a directory.
	 */
	public static void write(Results results, Path directory) throws IOException {
		System.setProperty("java.awt.headless", "true");
		Files.createDirectories(directory);
		for (Results.ScenarioResult scenario : results.scenarios()) {
			for (Map.Entry<String, List<Results.MeasureResult>> chart : files(scenario).entrySet()) {
				draw(scenario, chart.getValue(), directory.resolve(chart.getKey()));
			}
		}
	}

	/**
	 * Returns the measures of each chart of a scenario, by the name of its file.
	 */
	static Map<String, List<Results.MeasureResult>> files(Results.ScenarioResult scenario) {
		Map<String, List<Results.MeasureResult>> byUnit = new LinkedHashMap<>();
		for (Results.MeasureResult measure : scenario.measures()) {
			if (!measure.contenders().isEmpty()) {
				byUnit.computeIfAbsent(measure.unit(), (unit) -> new ArrayList<>()).add(measure);
			}
		}
		Map<String, List<Results.MeasureResult>> files = new LinkedHashMap<>();
		byUnit.forEach((unit, measures) -> files
			.put(scenario.name() + (files.isEmpty() ? "" : "-" + (files.size() + 1)) + ".svg", measures));
		return files;
	}

	private static void draw(Results.ScenarioResult scenario, List<Results.MeasureResult> measures, Path file)
			throws IOException {
		if (scenario.curve()) {
			write(CurveChart.of(measures), CurveChart.WIDTH, CurveChart.HEIGHT, file);
		}
		else {
			write(BarsChart.of(measures), BarsChart.WIDTH, BarsChart.height(measures), file);
		}
	}

	private static void write(JFreeChart chart, int width, int height, Path file) throws IOException {
		SVGGraphics2D graphics = new SVGGraphics2D(document());
		graphics.setSVGCanvasSize(new Dimension(width, height));
		chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
		try (Writer writer = Files.newBufferedWriter(file)) {
			graphics.stream(writer, true);
		}
	}

	private static Document document() {
		try {
			return DocumentBuilderFactory.newInstance()
				.newDocumentBuilder()
				.getDOMImplementation()
				.createDocument("http://www.w3.org/2000/svg", "svg", null);
		}
		catch (ParserConfigurationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
