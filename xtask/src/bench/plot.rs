//! One chart, as plain SVG: seconds against rows, both axes logarithmic, where a straight line at 45° is linear growth.

use std::fmt::Write as _;

/// A build: how many rows, how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Point {
    /// Rows in the table.
    pub(crate) rows: f64,
    /// From start to end.
    pub(crate) seconds: f64,
}

/// Room around the axes.
const LEFT: f64 = 64.0;
const TOP: f64 = 24.0;
const RIGHT: f64 = 24.0;
const BOTTOM: f64 = 48.0;
/// A factor of ten, on both axes alike.
const DECADE: f64 = 180.0;

/// Whole decades from `first` to `last`, as powers of ten.
struct Axis {
    first: i32,
    last: i32,
}

impl Axis {
    fn around(values: impl Iterator<Item = f64> + Clone) -> Self {
        let least = values.clone().fold(f64::INFINITY, f64::min).log10().floor();
        let most = values.fold(0.0, f64::max).log10().ceil();
        // One decade at least: a single point has no extent.
        Self { first: least as i32, last: (most as i32).max(least as i32 + 1) }
    }

    fn length(&self) -> f64 {
        f64::from(self.last - self.first) * DECADE
    }

    fn place(&self, value: f64) -> f64 {
        (value.log10() - f64::from(self.first)) * DECADE
    }
}

/// The chart of `points`, and beside them, dashed, what growing linearly from the first one would be.
pub(crate) fn growth_chart(points: &[Point]) -> String {
    let Some((first, last)) = points.first().zip(points.last()) else { return String::new() };
    let across = Axis::around(points.iter().map(|point| point.rows));
    let up = Axis::around(points.iter().map(|point| point.seconds));
    let (width, height) = (LEFT + across.length() + RIGHT, TOP + up.length() + BOTTOM);
    let place =
        |point: &Point| (LEFT + across.place(point.rows), TOP + up.length() - up.place(point.seconds));

    let mut body = String::new();
    grid(&mut body, &across, &up);
    let linear = Point { rows: last.rows, seconds: first.seconds * last.rows / first.rows };
    line(&mut body, &[place(first), place(&linear)], "stroke=\"#767676\" stroke-dasharray=\"5 5\"");
    let places: Vec<_> = points.iter().map(place).collect();
    line(&mut body, &places, "stroke=\"#0b5fa5\" stroke-width=\"2\"");
    for (point, (x, y)) in points.iter().zip(places) {
        let _ = writeln!(body, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"#0b5fa5\"/>");
        let label = format!("{:.1} s", point.seconds);
        text(&mut body, (x + 8.0, y + 16.0), "start", &label);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"sans-serif\" font-size=\"13\" role=\"img\">\n\
         <title>Seconds to build an index, by rows; both axes are logarithmic, and the dashed line is linear growth</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{body}</svg>\n"
    )
}

/// Lines at the powers of ten, and what they stand for.
fn grid(body: &mut String, across: &Axis, up: &Axis) {
    let (right, bottom) = (LEFT + across.length(), TOP + up.length());
    for power in across.first..=across.last {
        let x = LEFT + across.place(10_f64.powi(power));
        line(body, &[(x, TOP), (x, bottom)], "stroke=\"#ddd\"");
        text(body, (x, bottom + 18.0), "middle", &power_of_ten(power));
    }
    for power in up.first..=up.last {
        let y = bottom - up.place(10_f64.powi(power));
        line(body, &[(LEFT, y), (right, y)], "stroke=\"#ddd\"");
        text(body, (LEFT - 8.0, y + 4.0), "end", &format!("{} s", power_of_ten(power)));
    }
    text(body, (f64::midpoint(LEFT, right), bottom + 38.0), "middle", "rows");
}

/// `1`, `100`, `10 M`, `0.1`.
fn power_of_ten(power: i32) -> String {
    match power {
        6.. => format!("{} M", 10_f64.powi(power - 6)),
        _ => format!("{}", 10_f64.powi(power)),
    }
}

fn line(body: &mut String, places: &[(f64, f64)], style: &str) {
    let points: Vec<_> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let _ = writeln!(body, "<polyline points=\"{}\" fill=\"none\" {style}/>", points.join(" "));
}

fn text(body: &mut String, (x, y): (f64, f64), anchor: &str, text: &str) {
    let _ = writeln!(
        body,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"#333\">{text}</text>"
    );
}

#[cfg(test)]
mod tests {
    use super::{Axis, Point, growth_chart, power_of_ten};

    #[test]
    fn an_axis_has_whole_decades() {
        for (values, expected) in [(vec![1e6, 1e8], (6, 8)), (vec![3.0, 40.0], (0, 2)), (vec![100.0], (2, 3))]
        {
            let axis = Axis::around(values.into_iter());
            assert_eq!((axis.first, axis.last), expected);
        }
    }

    #[test]
    fn linear_growth_lies_on_the_dashed_line() {
        let points = [1e6, 1e7, 1e8].map(|rows| Point { rows, seconds: rows / 1e6 });
        let svg = growth_chart(&points);
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
        assert_eq!(svg.matches("<circle").count(), 3);
        assert!(svg.contains("points=\"64.0,384.0 424.0,24.0\""), "dashed: {svg}");
        assert!(svg.contains("points=\"64.0,384.0 244.0,204.0 424.0,24.0\""), "measured: {svg}");
    }

    #[test]
    fn no_points_make_no_chart() {
        assert_eq!(growth_chart(&[]), "");
    }

    #[test]
    fn powers_of_ten_are_short() {
        for (power, text) in [(-1, "0.1"), (0, "1"), (3, "1000"), (6, "1 M"), (8, "100 M")] {
            assert_eq!(power_of_ten(power), text);
        }
    }
}
