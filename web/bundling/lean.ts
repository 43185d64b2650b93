import type { Plugin } from 'vite'

const FIRST = /\/mini\/(answers|viewer|generated\/graphql|parts\/(Answered|BatchChoice)|screens\/years\/)|\/shared\/(?!following|operations|downloading|corrections|passwords|distributions|Bars|ResultTree|security\/)|export-helper/

/**
 * The first screen in as few requests as there are reasons to: what stays the same from one version to the next,
 * and what most people see first. Every component here has a `setup`, so Vue's options API stays out.
 */
export function lean(): Plugin {
  return {
    name: 'zongce:lean',
    config: () => ({
      define: { __VUE_OPTIONS_API__: 'false' },
      build: {
        rolldownOptions: {
          output: {
            codeSplitting: {
              groups: [
                { name: 'vue', test: /node_modules\/(@vue|vue|vue-router)\// },
                { name: 'first', test: FIRST },
              ],
            },
          },
        },
      },
    }),
  }
}
