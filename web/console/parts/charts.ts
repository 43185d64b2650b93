/** echarts by parts, fetched when the first chart is shown. */
import { BarChart, PieChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, PieChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

export const drawn = (place: HTMLElement) => init(place, null, { renderer: 'svg' })
