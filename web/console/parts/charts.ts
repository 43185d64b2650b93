/** echarts by parts, fetched when the first chart is shown. */
import { BarChart, PieChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, PieChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

/** The page's own colours and size of type, as they are now. */
export function theme() {
  const style = getComputedStyle(document.documentElement)
  const [ink, muted, line, paper, charts] = ['ink', 'muted', 'line', 'paper', 'charts'].map((name) => style.getPropertyValue(`--${name}`).trim()) as [string, string, string, string, string]
  const text = { color: ink, fontSize: parseFloat(style.fontSize) * 0.75 }
  const axis = { axisLabel: { ...text, color: muted }, nameTextStyle: { ...text, color: muted }, axisLine: { lineStyle: { color: muted } }, splitLine: { lineStyle: { color: line } } }
  return {
    color: charts.split(' '), textStyle: text, categoryAxis: axis, valueAxis: axis, bar: { label: text },
    legend: { textStyle: text, pageTextStyle: text, pageIconColor: ink, pageIconInactiveColor: line },
    tooltip: { backgroundColor: paper, borderColor: line, textStyle: text },
  }
}
export const drawn = (place: HTMLElement) => init(place, theme(), { renderer: 'svg' })
